import { disputes, jobs } from '@assay/sdk'
import { expect, type Page, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { chainClient, runningStack } from './stack.ts'
import { drawByFinger, expectVerified, paidJob, pay, seven } from './steps.ts'

const { webUrl, deployment } = runningStack()

async function pages(): Promise<string[]> {
  const all = await jobs.list(chainClient(), { deployment })
  const job = all.find(({ state }) => state === 'accepted')
  const [dispute] = await disputes.list(chainClient(), { deployment })
  return [
    '/',
    '/models',
    '/models/digits',
    '/results',
    '/disputes',
    '/disputes/999999',
    '/account',
    '/trust',
    ...(job === undefined ? [] : [`/jobs/${job.id}`]),
    ...(dispute === undefined ? [] : [`/disputes/${dispute.game}`, `/jobs/${dispute.job}`]),
  ]
}

async function settled(page: Page): Promise<void> {
  await expect(
    page.getByRole('button', { name: /^Network: (Local chain|Unreachable)/ }),
  ).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

for (const theme of ['light', 'dark'] as const) {
  test(`every page can be read and operated in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const path of await pages()) {
      await page.goto(webUrl + path)
      await settled(page)
      expect(await page.evaluate(findFaults), path).toEqual([])
    }
  })
}

test('the theme is chosen, kept and drawn by the server', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(webUrl)
  await settled(page)
  const background = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await background()
  await page.getByRole('radio', { name: 'Dark' }).first().check({ force: true })
  await expect.poll(background).not.toBe(light)
  await expect.poll(async () => (await page.context().cookies()).length).toBeGreaterThan(0)
  const html = await (await page.request.get(webUrl)).text()
  expect(html).toContain('data-theme="dark"')
  await page.reload()
  expect(await background()).not.toBe(light)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('a finger draws, the demo wallet pays, and the result is checked', async ({ page }) => {
    await page.goto(webUrl)
    await settled(page)
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
    await drawByFinger(page, seven)
    await expect(page.getByTitle(/^Input root 0x/)).toBeVisible()
    // A tap right after a stroke may be the browser's second half of a double tap, which is no click.
    await expect(async () => {
      await page.getByRole('button', { name: /Choose a wallet to pay/ }).tap({ timeout: 2_000 })
      await expect(page.getByRole('dialog')).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await page.getByRole('dialog').getByRole('button', { name: 'Demo wallet' }).tap()
    await pay(page)
    await paidJob(page)
    await expectVerified(page)
    await expect(page.getByTestId('answer')).toHaveText('7')
  })

  test('no page is wider than the screen', async ({ page }) => {
    for (const path of await pages()) {
      await page.goto(webUrl + path)
      await settled(page)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth),
        path,
      ).toBeLessThanOrEqual(390)
      expect(await page.evaluate(findFaults), path).toEqual([])
    }
  })
})
