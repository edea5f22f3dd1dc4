import Link from 'next/link'
import type { ReactNode } from 'react'
import { WalletMenu } from '../wallet/WalletMenu.tsx'
import { ActivityMenu } from './ActivityMenu.tsx'
import { ChainNotices } from './ChainNotices.tsx'
import { Mark } from './Mark.tsx'
import { BottomNavigation, SideNavigation } from './Navigation.tsx'
import { NetworkPill } from './NetworkPill.tsx'
import { Search } from './Search.tsx'
import { ServiceBanner } from './ServiceBanner.tsx'
import { ThemeMenu } from './ThemeMenu.tsx'
import type { Theme } from './theme.ts'

/** What stands around every page. Without a deployment it has neither network nor wallet. */
export function Shell({
  theme,
  connected,
  children,
}: {
  theme: Theme
  connected: boolean
  children: ReactNode
}) {
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded bg-accent px-3 py-2 font-medium text-accent-ink opacity-0 focus:translate-y-0 focus:opacity-100"
      >
        Skip to the content
      </a>
      <div className="mx-auto flex w-full max-w-[1440px]">
        <aside className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col justify-between border-r border-line p-3 md:flex">
          <div>
            <Link href="/" className="mb-4 flex h-10 items-center gap-2.5 px-2">
              <Mark />
              <span className="text-base font-semibold tracking-tight">Assay</span>
            </Link>
            <SideNavigation />
          </div>
          <div className="px-1">
            <ThemeMenu initial={theme} />
          </div>
        </aside>
        <div className="flex min-h-dvh min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-20 border-b border-line bg-page">
            <div className="mx-auto flex h-14 w-full max-w-[1200px] items-center gap-1 px-4 md:gap-2 md:px-6">
              <Link href="/" className="mr-1 md:hidden" aria-label="Assay, home">
                <Mark />
              </Link>
              {connected && (
                <>
                  <Search />
                  <div className="ml-auto flex items-center gap-0.5 sm:gap-1">
                    <NetworkPill />
                    <ActivityMenu />
                    <WalletMenu />
                  </div>
                </>
              )}
            </div>
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto min-h-dvh w-full max-w-[1200px] flex-1 px-4 py-6 outline-none md:px-6 md:py-8"
          >
            {connected && <ServiceBanner />}
            {connected && <ChainNotices />}
            {children}
          </main>
          <footer className="mx-auto flex w-full max-w-[1200px] flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-4 text-xs text-faint max-md:mb-14 md:px-6">
            <p>Checks on these pages are computed in your browser.</p>
            <div className="flex items-center gap-4">
              <Link href="/status" className="underline underline-offset-4">
                Status
              </Link>
              <Link href="/trust" className="underline underline-offset-4">
                What is not guaranteed
              </Link>
              <span className="md:hidden">
                <ThemeMenu initial={theme} />
              </span>
            </div>
          </footer>
        </div>
      </div>
      <BottomNavigation />
    </>
  )
}
