import type { Deployment } from '@assay/protocol'
import { type Browser, chromium, type Page } from '@playwright/test'
import { ensureBrowser } from '../../../test/browser.ts'
import { runningStack } from '../e2e/stack.ts'
import startStack from '../e2e/startStack.ts'

const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }

/** A browser before a running stack, in which the figures of the dApp are measured. */
export type Stage = {
  webUrl: string
  deployment: Deployment
  browser: Browser
  /** A page of a browser that has loaded nothing yet; `slowed` times slower than this machine, where given. */
  open: (options?: { size?: keyof typeof SIZES; slowed?: number }) => Promise<Page>
  close: () => Promise<void>
}

/** Starts the stack as the browser tests do (or takes the one that ASSAY_WEB_URL and ASSAY_DEPLOYMENT name), and a browser. */
export async function openStage(): Promise<Stage> {
  const end = await startStack()
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
  return {
    ...runningStack(),
    browser,
    async open({ size = 'wide', slowed } = {}) {
      const context = await browser.newContext({ viewport: SIZES[size] })
      const page = await context.newPage()
      if (slowed !== undefined) {
        const session = await context.newCDPSession(page)
        await session.send('Emulation.setCPUThrottlingRate', { rate: slowed })
      }
      return page
    },
    async close() {
      await browser.close()
      await end?.()
    },
  }
}
