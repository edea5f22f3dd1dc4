import path from 'node:path'
import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The workspace's packages are TypeScript sources: the app's build compiles them.
  transpilePackages: ['@assay/program', '@assay/protocol', '@assay/sdk'],
  // `npm run check` holds the types; a build that checked them again would take half as long again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: path.join(import.meta.dirname, '../..') },
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'no-referrer' },
        ],
      },
      {
        // Nobody may lay a page with wallet buttons under another one.
        source: '/((?!embed/).*)',
        headers: [
          { key: 'Content-Security-Policy', value: "frame-ancestors 'none'; base-uri 'self'" },
        ],
      },
      {
        // What others may put into their pages has no wallet.
        source: '/embed/:path*',
        headers: [{ key: 'Content-Security-Policy', value: "base-uri 'self'" }],
      },
    ]
  },
}

export default config
