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
import { chromium } from '@playwright/test'
import { ensureBrowser } from '../../../test/browser.ts'
import { drawn, screensOf } from './screens.ts'

const FOLDER = path.resolve(import.meta.dirname, '../shots')
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }
const THEMES = ['light', 'dark'] as const
/** How long a screen may take to have read everything (milliseconds). */
const PATIENCE = 30_000

const [webUrl = 'http://localhost:3000', word = ''] = process.argv.slice(2)
const record = await fetch(`${webUrl}/api/deployment`)
const screens = await screensOf(parseDeployment(await record.text()))

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
    await drawn(page, PATIENCE).catch(() =>
      console.error(`${name} still waits for something after 30 s.`),
    )
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
