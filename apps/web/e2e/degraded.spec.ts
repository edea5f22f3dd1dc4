import { expect, type Page, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { runningStack } from './stack.ts'

const { webUrl, deployment } = runningStack()

const banner = (page: Page, title: RegExp) =>
  page.getByTestId('service-banner').filter({ hasText: title })

test('an index that stops is told on every page, and taken back when it answers again', async ({
  page,
}) => {
  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  for (const address of ['/', '/results', '/models/digits']) {
    await page.goto(webUrl + address)
    await expect(banner(page, /^The index does not answer\./)).toBeVisible()
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  }
  expect(await page.evaluate(findFaults)).toEqual([])
  // While it is silent, so that nothing takes the button away first.
  const asked = page.waitForRequest(`${deployment.indexer}/status`)
  await page.getByTestId('service-banner').getByRole('button', { name: 'Try now' }).click()
  await asked
  await page.unroute(`${deployment.indexer}/**`)
  await expect(banner(page, /index does not answer/)).toBeHidden()
})

test('an index that is behind is told with how many blocks it lacks', async ({ page }) => {
  await page.route(`${deployment.indexer}/status`, async (route) => {
    const response = await route.fetch()
    const status = await response.json()
    await route.fulfill({ response, json: { ...status, block: { ...status.block, number: 0 } } })
  })
  await page.goto(webUrl)
  await expect(banner(page, /^The index is [0-9,]+ blocks behind\./)).toBeVisible()
})

test('an endpoint that stops is told with its last answer, and what was read stays', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models`)
  const sample = page.getByRole('link', { name: /digits/ }).first()
  await expect(sample).toBeVisible()
  await expect(page.getByRole('button', { name: 'Network: Local chain' })).toBeVisible()
  await page.route(`${deployment.rpcUrl}/**`, (route) => route.abort())
  const told = banner(page, /has not answered since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\./)
  await expect(told).toBeVisible()
  await expect(told).toContainText('What you see was read then, and may have changed.')
  await expect(page.getByRole('button', { name: 'Network: Unreachable' })).toBeVisible()
  await expect(sample).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  await page.unroute(`${deployment.rpcUrl}/**`)
  await expect(told).toBeHidden()
})

test('an endpoint that never answered leaves no page waiting for ever', async ({ page }) => {
  await page.route(`${deployment.rpcUrl}/**`, (route) => route.abort())
  for (const address of [
    '/',
    '/models/digits',
    '/models/digits/-/workers',
    '/disputes',
    '/disputes/1',
    `/jobs/0x${'1'.repeat(64)}`,
    '/account',
  ]) {
    await page.goto(webUrl + address)
    await expect(banner(page, /has not answered since this page was opened\./)).toBeVisible()
    await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0)
  }
})

test('an endpoint of another chain is named before all else', async ({ page }) => {
  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  await page.route(`${deployment.rpcUrl}/**`, async (route) => {
    const asked = route.request().postDataJSON()
    if (asked?.method !== 'eth_chainId') return route.continue()
    await route.fulfill({ json: { jsonrpc: '2.0', id: asked.id, result: '0x1' } })
  })
  await page.goto(webUrl)
  await expect(banner(page, /serves chain 1, but the contracts are on chain 31337\./)).toBeVisible()
  await expect(page.getByTestId('service-banner')).toHaveCount(1)
})

test('the status page says of each service whether it answers, and since when not', async ({
  page,
}) => {
  await page.goto(`${webUrl}/status`)
  const row = (url: string) =>
    page.locator('dl > div').filter({ has: page.getByText(url, { exact: true }) })
  const urls = [deployment.rpcUrl, deployment.indexer ?? '']
  for (const url of urls) await expect(row(url).locator('dd')).toContainText(/^answers.* block /)
  await expect(page.getByText('A store of bytes').first()).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  for (const url of urls) await page.route(`${url}/**`, (route) => route.abort())
  for (const url of urls)
    await expect(row(url).locator('dd')).toContainText(/^does not answer.*last answer/)
})

test('an address that leads nowhere names the nearest pages and puts the search at hand', async ({
  page,
}) => {
  const response = await page.goto(`${webUrl}/result`)
  expect(response?.status()).toBe(404)
  await expect(page.getByText('There is no such page')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Search:/ })).toBeFocused()
  await page.locator('main').getByRole('link', { name: 'Results' }).click()
  await page.waitForURL(`${webUrl}/results`)
  await page.goto(`${webUrl}/jobs/0x1234`)
  await expect(
    page.getByText('A job id is 0x and 64 hexadecimal digits. This has 4.'),
  ).toBeVisible()
})

test('a part of a page that cannot be loaded says so, and the rest of the page stays', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/digits`)
  await expect(page.getByTestId('drawing-pad')).toBeVisible()
  await page.route('**/_next/static/chunks/**', (route) => route.abort())
  await page.getByRole('link', { name: /^Versions/ }).click()
  await expect(page.getByText('This part of the page could not be drawn.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy the details' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.getByRole('link', { name: /^Run/ }).click()
  await expect(page.getByTestId('drawing-pad')).toBeVisible()
  await page.unroute('**/_next/static/chunks/**')
  await page.getByRole('link', { name: /^Versions/ }).click()
  await page.getByRole('button', { name: 'Load the page again' }).click()
  await expect(page.getByRole('table', { name: 'Versions of this model' })).toBeVisible()
})
