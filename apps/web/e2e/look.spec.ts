import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { drawn, screensOf } from './screens.ts'
import { runningStack } from './stack.ts'
import { drawByFinger, expectVerified, paidJob, pay, seven } from './steps.ts'

const { webUrl, deployment } = runningStack()

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const PATIENCE = 30_000

async function settled(page: Page): Promise<void> {
  await expect(
    page.getByRole('button', { name: /^Network: (Local chain|Unreachable)/ }),
  ).toBeVisible()
  await drawn(page, PATIENCE)
}

/** What axe finds against WCAG 2.2 AA, each as a sentence. Of a second theme of the same page only the colours are looked at. */
async function violationsOf(page: Page, what: 'all' | 'colours'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (what === 'all'
    ? axe.withTags(WCAG)
    : axe.withRules(['color-contrast', 'link-in-text-block'])
  ).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** Looks at every screen in both themes, and says of each what is wrong with it. */
async function faultsOfAll(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const [name, address] of await screensOf(deployment)) {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.goto(webUrl + address)
    // What stands in others' pages has no navigation around it.
    await (address.startsWith('/embed/') ? drawn(page, PATIENCE) : settled(page))
    const found = [
      ...(await violationsOf(page, 'all')),
      ...(await page.evaluate(findFaults)),
      ...(await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return scrollWidth > clientWidth
          ? [`the page is ${scrollWidth} px wide on a screen of ${clientWidth}`]
          : []
      })),
    ]
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    found.push(...(await violationsOf(page, 'colours')))
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  return faults
}

test('every screen can be read and operated in both themes', async ({ page }) => {
  test.setTimeout(240_000)
  expect(await faultsOfAll(page)).toEqual([])
})

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

  test('every screen can be read and operated in both themes, and none is wider than the phone', async ({
    page,
  }) => {
    test.setTimeout(240_000)
    expect(await faultsOfAll(page)).toEqual([])
  })
})
