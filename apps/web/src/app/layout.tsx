import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { readDeployment } from '../chain/readDeployment.ts'
import { readSettings } from '../chain/readSettings.ts'
import { NoDeployment } from '../shell/NoDeployment.tsx'
import { Providers } from '../shell/Providers.tsx'
import { Shell } from '../shell/Shell.tsx'
import { Surround } from '../shell/Surround.tsx'
import { readTheme, THEME_COOKIE } from '../shell/theme.ts'
import { fontClasses } from './fonts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Assay', template: '%s · Assay' },
  description: 'A marketplace for AI inference that can be checked.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f8f7' },
    { media: '(prefers-color-scheme: dark)', color: '#121211' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Nothing is drawn at build time: one build serves any deployment.
  await connection()
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value)
  const { deployment, problem } = await readDeployment(process.env)
  return (
    <html
      lang="en"
      className={fontClasses}
      {...(theme === 'system' ? {} : { 'data-theme': theme })}
    >
      <body>
        {deployment === undefined ? (
          <Shell theme={theme} connected={false}>
            <NoDeployment problem={problem} />
          </Shell>
        ) : (
          <Providers deployment={deployment} settings={readSettings(process.env)}>
            <Surround bare={children}>
              <Shell theme={theme} connected>
                {children}
              </Shell>
            </Surround>
          </Providers>
        )}
      </body>
    </html>
  )
}
