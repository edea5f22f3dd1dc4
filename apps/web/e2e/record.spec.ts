import { expect, type Page, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { runningStack } from './stack.ts'
import { connect, paidJob, pay } from './steps.ts'

const { webUrl, deployment } = runningStack()

const figure = (page: Page, name: RegExp) =>
  page
    .getByTestId('record-figures')
    .getByRole('link', { name })
    .locator('xpath=ancestor::div[1]/dd')

async function answers(page: Page): Promise<number> {
  const text = await figure(page, /^answers$/).textContent()
  return Number(text?.replaceAll(',', ''))
}

test('the figures of the first page move with each answer', async ({ page }) => {
  await page.goto(webUrl)
  await expect(figure(page, /^answers$/)).toHaveText(/^[0-9,]+$/)
  const before = await answers(page)
  await expect(figure(page, /^settled$/)).toContainText(/[0-9]/)
  await expect(figure(page, /^disputes: [0-9,]+ refuted, [0-9,]+ upheld$/)).toHaveText(/^[0-9,]+$/)
  expect(await page.evaluate(findFaults)).toEqual([])
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'cavitation' }).click()
  await pay(page)
  await paidJob(page)
  await page.goto(webUrl)
  await expect.poll(() => answers(page)).toBeGreaterThan(before)
})

test('without the index its figures are unknown, and the page goes on from the chain', async ({
  page,
}) => {
  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  await page.goto(webUrl)
  await expect(
    page.getByText('The index does not answer, so these figures are unknown.'),
  ).toBeVisible()
  await expect(figure(page, /^answers$/)).toHaveText('unknown')
  await expect(page.getByRole('heading', { name: 'Latest results' })).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
})
