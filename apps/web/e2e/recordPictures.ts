/**
 * Writes the pictures of README.md into docs/images, from a stack that runs on this machine:
 *
 *     npm start -- --fresh --liar
 *     npm run exec -- node apps/web/e2e/recordPictures.ts
 *
 * It draws a digit, pays, re-runs the answer in the browser, and shows the dispute that the liar has lost. Another address of the
 * dApp than http://localhost:3000 can be given as an argument.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium, type Locator } from '@playwright/test'
import sharp from 'sharp'
import { ensureBrowser } from '../../../test/browser.ts'
import { connect, expectCheck, expectVerified, paidJob, payButton, seven } from './steps.ts'

const IMAGES = resolve(import.meta.dirname, '../../../docs/images')
const SIZE = { width: 1120, height: 760 }
const MOST_BYTES = 1_500_000
const MINUTES = 60_000

const webUrl = process.argv[2] ?? 'http://localhost:3000'
const browser = await chromium.launch({
  executablePath: await ensureBrowser(),
  args: ['--no-sandbox'],
})
const page = await browser.newPage({
  viewport: SIZE,
  colorScheme: 'light',
  reducedMotion: 'reduce',
})
page.setDefaultTimeout(MINUTES)
const frames: { image: Buffer; shown: number }[] = []
let caption = ''

/** Adds what the page shows now, with the caption below it, for this many milliseconds. */
async function frame(shown: number): Promise<void> {
  await page.evaluate((words) => {
    const bar = document.querySelector('#caption') ?? document.createElement('p')
    bar.id = 'caption'
    bar.textContent = words
    bar.setAttribute(
      'style',
      'position: fixed; z-index: 99; inset: auto 0 0 0; padding: 14px 28px; background: #1c1b19; color: #fff; font-size: 20px',
    )
    document.body.append(bar)
  }, caption)
  const image = await page.screenshot({ animations: 'disabled' })
  const last = frames.at(-1)
  if (last?.image.equals(image)) last.shown += shown
  else frames.push({ image, shown })
}

/** Adds what the page shows now, with a frame around one part of it. */
async function frameAround(part: Locator, shown: number): Promise<void> {
  const outline = (style: string) =>
    part.evaluate((element, css) => {
      ;(element as HTMLElement).style.outline = css
    }, style)
  await outline('4px solid #d9a02c')
  await frame(shown)
  await outline('')
}

/** Shows which button is pressed, and presses it. */
async function press(button: Locator): Promise<void> {
  await frameAround(button, 900)
  await button.click()
}

await page.goto(webUrl)
const pad = page.getByTestId('drawing-pad')
await connect(page, 'Demo wallet')
await pad.evaluate((element) => element.scrollIntoView({ block: 'center' }))
caption = '1. Ask: draw a digit for a worker to read.'
await frame(1_200)
const box = await pad.boundingBox()
if (box === null) throw new Error('The drawing area is not on screen.')
const place = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const
for (const stroke of seven) {
  let [lastX, lastY] = stroke[0] ?? [0, 0]
  await page.mouse.move(...place(lastX, lastY))
  await page.mouse.down()
  for (const [x, y] of stroke.slice(1)) {
    for (const part of [0.25, 0.5, 0.75, 1]) {
      const now = place(lastX + part * (x - lastX), lastY + part * (y - lastY))
      await page.mouse.move(...now, { steps: 4 })
      await frame(120)
    }
    ;[lastX, lastY] = [x, y]
  }
  await page.mouse.up()
}
await frame(800)
caption = '2. Pay. The market contract holds the fee until the answer is in.'
await payButton(page).scrollIntoViewIfNeeded()
await press(payButton(page))
await frame(1_200)
await press(page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }))

await paidJob(page)
await page.evaluate(() => window.scrollTo(0, 0))
await expectVerified(page)
caption = '3. The worker has answered, and signed its answer.'
await frame(2_600)
caption = '4. Check it: your browser runs the same model on the same input.'
const rerun = page.getByRole('button', { name: 'Re-run in this browser' })
await rerun.evaluate((element) => element.scrollIntoView({ block: 'center' }))
await frame(900)
await press(rerun)
await expectCheck(page, 'reexecution', 'pass')
const check = page.locator('[data-check="reexecution"]')
await check.evaluate((element) => element.scrollIntoView({ block: 'center' }))
caption = 'Every bit is the same.'
await frameAround(check, 2_600)

await page.goto(`${webUrl}/disputes/1`)
const replay = page.getByRole('button', { name: 'Play it again' })
await replay.waitFor({ timeout: 3 * MINUTES })
await page.setViewportSize({ width: 1240, height: 1060 })
const still = sharp(await page.screenshot({ animations: 'disabled' }))
await still.png({ palette: true, effort: 10 }).toFile(resolve(IMAGES, 'dispute.png'))
await page.setViewportSize(SIZE)
caption = 'Another worker lied. A watcher re-ran its answer and challenged it.'
await frame(2_000)
await page.evaluate(() => window.scrollBy(0, 130))
caption = '5. The two narrow the whole computation down to one number.'
await replay.click()
const stage = page.getByRole('button', { name: /^Stage \d+ of \d+/ })
for (let words = await stage.textContent(); words !== null; ) {
  await frame(1_100)
  const before = words
  while (words === before)
    words = (await stage.count()) > 0 ? await stage.textContent().catch(() => null) : null
}
caption = 'The contract computes that number. The liar loses its deposit.'
await page
  .getByText('The referee computed')
  .evaluate((element) => element.scrollIntoView({ block: 'center' }))
await frame(4_000)
await browser.close()

const picture = await sharp(
  frames.map(({ image }) => image),
  { join: { animated: true } },
)
  .webp({ delay: frames.map(({ shown }) => shown), loop: 0, quality: 75, effort: 6 })
  .toBuffer()
if (picture.length > MOST_BYTES)
  throw new Error(
    `The moving picture has ${picture.length} bytes, more than ${MOST_BYTES}; show fewer or smaller frames.`,
  )
writeFileSync(resolve(IMAGES, 'demo.webp'), picture)
console.log(
  `docs/images/demo.webp: ${frames.length} frames, ${(picture.length / 1_000).toFixed(0)} kB`,
)
