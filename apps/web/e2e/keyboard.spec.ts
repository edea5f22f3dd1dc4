import { expect, type Page, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { runningStack } from './stack.ts'

const { webUrl, deployment } = runningStack()

const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }
/** More presses of Tab than any of these pages has controls. */
const MOST = 250

/** What is wrong with where the focus is now: it cannot be seen, or a bar lies over it. Null where the focus has left the controls. */
function faultOfFocus(): { name: string; fault: string | undefined } | null {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const name = `${element.tagName.toLowerCase()} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}`
  // A choice that its label draws, and a field inside a box, show the focus there.
  const isOutlined = [
    ...document.querySelectorAll(':focus-within'),
    element.nextElementSibling,
  ].some((each) => {
    if (each === null) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(each)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  })
  if (!isOutlined) return { name, fault: 'its focus cannot be seen' }
  const { left, right, top, bottom } = (element.closest('label') ?? element).getBoundingClientRect()
  if (bottom <= 0 || top >= window.innerHeight) return { name, fault: 'it lies off the screen' }
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  const bar = over?.closest('header.sticky, nav[aria-label="Pages"]')
  if (bar && !bar.contains(element)) return { name, fault: 'it lies under a bar' }
  return { name, fault: undefined }
}

async function walk(page: Page): Promise<{ count: number; faults: string[] }> {
  const faults: string[] = []
  for (let count = 0; count < MOST; count++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(faultOfFocus)
    const isFirst = at?.name === 'a Skip to the content'
    if (count > 0 && (at === null || isFirst)) return { count, faults }
    if (at === null) throw new Error('Tab reaches nothing.')
    if (at.fault !== undefined) faults.push(`${at.name}: ${at.fault}`)
  }
  throw new Error(`The focus did not leave ${page.url()} after ${MOST} presses of Tab.`)
}

for (const [size, viewport] of Object.entries(SIZES))
  test(`the focus is seen and lies under no bar, ${size}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const address of ['/models/digits', '/verify', '/results']) {
      await page.goto(webUrl + address)
      await expect(page.getByRole('button', { name: 'Network: Local chain' })).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      const { count, faults } = await walk(page)
      expect(count, address).toBeGreaterThan(5)
      expect(faults, address).toEqual([])
    }
  })

test('menus open by Enter, close by Escape, and give the focus back', async ({ page }) => {
  await page.goto(webUrl)
  for (const name of [/^Network: Local chain/, /^Connect wallet/]) {
    const button = page.getByRole('button', { name })
    await button.focus()
    await page.keyboard.press('Enter')
    const opened =
      name.source === '^Connect wallet'
        ? page.getByRole('dialog')
        : page.getByRole('region', { name: /^Network/ })
    await expect(opened).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(opened).toBeHidden()
    await expect(button).toBeFocused()
  }
})

test('the command menu leads to models, pages and commands by keys only', async ({ page }) => {
  await page.goto(`${webUrl}/trust`)
  await expect(page.getByRole('button', { name: 'Network: Local chain' })).toBeVisible()
  await page.keyboard.press('Control+k')
  const menu = page.getByRole('dialog', { name: 'Search and commands' })
  const field = menu.getByRole('combobox')
  await expect(field).toBeFocused()
  await field.fill('pump')
  const pump = menu.getByRole('option', { name: /^Pump condition/ })
  await expect(pump).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  // The row that Enter takes is the one that the field names, also after it was filtered.
  const active = async () => {
    const id = await field.getAttribute('aria-activedescendant')
    return (await page.locator(`[id="${id}"]`).textContent()) ?? ''
  }
  await field.fill('theme')
  await expect.poll(active).toBe('Theme: light')
  await page.keyboard.press('ArrowDown')
  await expect.poll(active).toBe('Theme: dark')
  await page.keyboard.press('Enter')
  await expect(menu).toBeHidden()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.keyboard.press('/')
  await field.fill('disputes')
  await expect.poll(active).toBe('Disputes')
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await page.keyboard.press('/')
  await field.fill('disputes')
  await expect.poll(active).toBe('Disputes')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${webUrl}/disputes`)
})

test('a hash that nobody knows is told, and without the index it is opened as a job', async ({
  page,
}) => {
  const hash = `0x${'5a'.repeat(32)}`
  await page.goto(`${webUrl}/trust`)
  await expect(page.getByRole('button', { name: 'Network: Local chain' })).toBeVisible()
  await page.getByRole('button', { name: /^Search:/ }).click()
  const menu = page.getByRole('dialog', { name: 'Search and commands' })
  await menu.getByRole('combobox').fill(hash)
  await expect(menu.getByText(/^No job, model, transaction or root has this hash/)).toBeVisible()
  await expect(menu.getByRole('option')).toHaveCount(0)
  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  await menu.getByRole('combobox').fill(`${hash.slice(0, -2)}5b`)
  await expect(menu.getByText(/can be found while the index is down\.$/)).toBeVisible()
  await menu.getByRole('option', { name: /^Open as a job/ }).click()
  await expect(page.getByText(/^No job has this id/)).toBeVisible()
})
