import { defineConfig } from '@playwright/test'
import { ensureBrowser } from '../../test/browser.ts'

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/startStack.ts',
  // All tests share one chain and one worker, and most machines have few cores.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.ASSAY_CHROMIUM || (await ensureBrowser()),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
