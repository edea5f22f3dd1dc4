import { expect, type Page } from '@playwright/test'
import type { Hex } from 'viem'

type Place = readonly [x: number, y: number]

/** A seven, in parts of the drawing area. */
export const seven: readonly (readonly Place[])[] = [
  [
    [0.25, 0.2],
    [0.75, 0.2],
    [0.45, 0.85],
  ],
]

/** Draws strokes with the mouse. */
export async function draw(page: Page, strokes: readonly (readonly Place[])[]): Promise<void> {
  const pad = page.getByTestId('drawing-pad')
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  if (box === null) throw new Error('The drawing area is not on screen.')
  for (const [first, ...rest] of strokes) {
    if (first === undefined) continue
    await page.mouse.move(box.x + first[0] * box.width, box.y + first[1] * box.height)
    await page.mouse.down()
    for (const [x, y] of rest)
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 8 })
    await page.mouse.up()
  }
}

/** Draws strokes with a finger. */
export async function drawByFinger(
  page: Page,
  strokes: readonly (readonly Place[])[],
): Promise<void> {
  const pad = page.getByTestId('drawing-pad')
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  if (box === null) throw new Error('The drawing area is not on screen.')
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', place?: Place) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        place === undefined
          ? []
          : [{ x: box.x + place[0] * box.width, y: box.y + place[1] * box.height }],
    })
  for (const [first, ...rest] of strokes) {
    if (first === undefined) continue
    await touch('touchStart', first)
    for (const place of rest) await touch('touchMove', place)
    await touch('touchEnd')
  }
  await session.detach()
}

/** Connects the wallet of this name through the dialog. */
export async function connect(page: Page, name: 'Demo wallet' | 'Test wallet'): Promise<void> {
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
}

/** The button that leads to the review of a request. */
export function payButton(page: Page) {
  return page.getByRole('button', { name: /^Review and pay / })
}

/** Reviews a request and signs it. */
export async function pay(page: Page): Promise<void> {
  await payButton(page).click()
  await signReviewed(page)
}

/** Signs what is reviewed. */
export async function signReviewed(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click()
}

/** Waits for the page of the job that was just paid for, and gives its id. */
export async function paidJob(page: Page): Promise<Hex> {
  await page.waitForURL(/\/jobs\/0x[0-9a-f]{64}$/, { timeout: 30_000 })
  return new URL(page.url()).pathname.split('/').at(-1) as Hex
}

const computed = [
  'inputRoot',
  'outputRoot',
  'requestDigest',
  'receiptSignature',
  'signer',
  'chain',
  'model',
]

/** Waits until every check that needs no second run has passed, and says so. */
export async function expectVerified(page: Page): Promise<void> {
  await expect(page.getByTestId('answer')).toBeVisible({ timeout: 45_000 })
  for (const id of computed) await expectCheck(page, id, 'pass')
}

/** Waits until the page's mark says this, and gives it. */
export async function expectMark(
  page: Page,
  word: string | RegExp,
  options: { timeout?: number } = {},
) {
  const mark = page.getByTestId('assurance')
  await expect(mark).toContainText(word, options)
  return mark
}

/** Waits until one check has come out in this way. */
export async function expectCheck(
  page: Page,
  id: string,
  status: 'pass' | 'fail' | 'unknown' | 'not-run',
): Promise<void> {
  const row = page.locator(`[data-check="${id}"]`)
  await expect(row).toHaveAttribute('data-status', status)
  const isRerun = id === 'reexecution'
  const words = {
    pass: isRerun ? 'Equal' : 'Holds',
    fail: isRerun ? 'Differs' : 'Fails',
    unknown: 'Unknown',
    'not-run': 'Not run',
  }
  await expect(row).toContainText(words[status])
}
