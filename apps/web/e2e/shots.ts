/**
 * Writes a picture of every screen, on a desktop and a phone, in both themes, from a stack that runs on this machine:
 *
 *     npm start -- --liar
 *     npm run shots
 *
 * They lie in apps/web/shots, which git ignores. Another address of the dApp than http://localhost:3000 can be given as an argument, and
 * after it a word that the names of the wanted screens hold.
 */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parseDeployment } from '@assay/protocol'
import { disputes, jobs } from '@assay/sdk'
import { chromium } from '@playwright/test'
import { createPublicClient, http } from 'viem'
import { ensureBrowser } from '../../../test/browser.ts'

const FOLDER = path.resolve(import.meta.dirname, '../shots')
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }
const THEMES = ['light', 'dark'] as const
/** How long a screen may take to have read everything (milliseconds). */
const PATIENCE = 30_000

const [webUrl = 'http://localhost:3000', word = ''] = process.argv.slice(2)
const record = await fetch(`${webUrl}/api/deployment`)
const deployment = parseDeployment(await record.text())
const client = createPublicClient({ transport: http(deployment.rpcUrl) })
const [all, games] = await Promise.all([
  jobs.list(client, { deployment }),
  disputes.list(client, { deployment }),
])

const screens: [name: string, address: string][] = [
  ['home', '/'],
  ['models', '/models'],
  ...['run', 'card', 'graph', 'api', 'versions', 'jobs', 'workers'].map((tab): [string, string] => [
    `model-${tab}`,
    `/models/objects${tab === 'run' ? '' : `/-/${tab}`}`,
  ]),
  ['model-digits', '/models/digits'],
  ...['pump', 'payments', 'demand', 'upscale'].map((name): [string, string] => [
    `model-${name}`,
    `/models/${name}`,
  ]),
  ['model-missing', '/models/nothing'],
  ['results', '/results'],
  ['disputes', '/disputes'],
  ['dispute-missing', '/disputes/999999'],
  ['account', '/account'],
  ['trust', '/trust'],
  ['publish', '/publish'],
  ['verify', '/verify'],
  ['job-missing', `/jobs/0x${'00'.repeat(32)}`],
  ['page-missing', '/nothing/here'],
]
for (const state of new Set(all.map((job) => job.state))) {
  const job = all.find((each) => each.state === state)
  if (job !== undefined) screens.push([`job-${state}`, `/jobs/${job.id}`])
}
const stored = all.find(({ input, output }) => input.data === '0x' && output !== undefined)
if (stored !== undefined) screens.push(['job-large-input', `/jobs/${stored.id}`])
for (const { game, state } of games.slice(0, 2))
  screens.push([`dispute-${state}`, `/disputes/${game}`])

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
const browser = await chromium.launch({
  executablePath: await ensureBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
})
let count = 0
for (const [device, viewport] of Object.entries(SIZES)) {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' })
  for (const [name, address] of screens.filter(([each]) => each.includes(word))) {
    await page.goto(webUrl + address)
    // The chain has answered, and what was read is drawn.
    await page
      .waitForFunction(
        () =>
          document.querySelector('[aria-busy="true"]') === null &&
          document.querySelector('button[aria-label^="Network: Connecting"]') === null &&
          document.querySelector('h1') !== null,
        undefined,
        { timeout: PATIENCE },
      )
      .catch(() => console.error(`${name} still waits for something after 30 s.`))
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.screenshot({
        path: path.join(FOLDER, `${name}-${device}-${theme}.png`),
        fullPage: true,
        animations: 'disabled',
      })
      count++
    }
  }
  await page.close()
}
await browser.close()
console.log(`${count} pictures in ${path.relative(process.cwd(), FOLDER)}`)
