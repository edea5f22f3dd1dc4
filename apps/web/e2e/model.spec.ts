import { expect, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { runningStack } from './stack.ts'
import { connect, paidJob, pay } from './steps.ts'

const { webUrl, deployment } = runningStack()

test('models are found by task, price and words, and the address keeps what was chosen', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models?foo=1`)
  // Before, nothing hears a click.
  await expect(page.getByRole('button', { name: 'Network: Local chain' })).toBeVisible()
  await expect(page.getByText('`foo=1` is not a filter of this page')).toBeVisible()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await expect(page).toHaveURL(/\/models$/)
  const list = page.getByRole('list', { name: 'Models' })
  const filters = page.getByRole('form', { name: 'Filters' })
  const tabular = filters.getByRole('checkbox', { name: /^Tabular classification \d/ })
  await tabular.click()
  await expect(tabular).toBeChecked()
  await expect(page).toHaveURL(/task=tabular-classification/)
  await expect(list.getByRole('heading', { name: 'Pump condition' })).toBeVisible()
  await expect(list.getByRole('heading', { name: 'Handwritten digits' })).toHaveCount(0)
  // Chosen again from the address, and found again on the way back from a model.
  await list.getByRole('link', { name: 'Run pump' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Pump condition' })).toBeVisible()
  await page.goBack()
  await expect(filters.getByRole('checkbox', { name: /^Tabular classification \d/ })).toBeChecked()
  const search = page.getByLabel('Find a model by name, task or publisher')
  await search.fill('no such thing')
  await expect(page.getByText('No model fits')).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  await page.getByRole('button', { name: 'Show all models' }).click()
  await page.getByLabel('Sort').selectOption('name')
  await expect(page).toHaveURL(/sort=name/)
  // Other tests publish models of their own between these.
  const named = ['Electricity demand of a town', 'Handwritten digits', 'Pump condition']
  const inOrder = async () =>
    (await list.getByRole('heading').allTextContents()).filter((title) => named.includes(title))
  await expect.poll(inOrder).toEqual(named)
  await filters.getByLabel('At most').fill('cheap')
  await filters.getByLabel('At most').press('Enter')
  await expect(page.getByText('`most=cheap` is not an amount')).toBeVisible()
})

test('without the index models are listed from the chain, and their prices are unknown', async ({
  page,
}) => {
  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  await page.goto(`${webUrl}/models`)
  const list = page.getByRole('list', { name: 'Models' })
  await expect(list.getByRole('heading', { name: 'Pump condition' })).toBeVisible()
  await expect(list.getByText('Jobs, prices and times are unknown.').first()).toBeVisible()
  await expect(page.getByText('Unknown without the index.')).toBeVisible()
})

test('a model’s page has parts with addresses of their own, and what stands in the form stays', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/pump`)
  await page.getByRole('button', { name: 'cavitation' }).click()
  await expect(page.getByText(/^Root 0x/)).toBeVisible()
  const parts = page.getByRole('navigation', { name: 'Parts of this page' })
  await parts.getByRole('link', { name: 'API' }).click()
  await expect(page).toHaveURL(/\/models\/pump\/-\/api$/)
  const code = page.getByTestId('code')
  await expect(code).toContainText("name: 'pump', version: 1")
  await expect(code).toContainText(/hexToBytes\('0x[0-9a-f]{24}'\)/)
  await expect(code).toContainText('fee: 100_000n')
  await page.getByRole('radio', { name: 'Solidity' }).check({ force: true })
  await expect(code).toContainText('contract Ask is InferenceConsumer')
  await page.goBack()
  await expect(page.getByLabel('Speed')).not.toHaveValue('')
  await expect(page.getByText(/^Root 0x/)).toBeVisible()
})

test('each part can be opened by its address, read and operated', async ({ page }) => {
  const shown = {
    card: 'It always answers',
    graph: '45 steps',
    api: 'This call as code',
    versions: 'A version never changes',
    jobs: 'Jobs of this version',
    workers: 'Workers that took its jobs',
  }
  for (const [tab, words] of Object.entries(shown)) {
    await page.goto(`${webUrl}/models/objects/-/${tab}`)
    await expect(page.getByText(words).first()).toBeVisible()
    expect(await page.evaluate(findFaults), tab).toEqual([])
  }
})

test('the steps of a program are drawn, found and read, as a picture and as a table', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/objects/-/graph`)
  const graph = page.getByTestId('graph')
  await expect(graph.getByText('Conv2d').first()).toBeVisible()
  await page.getByLabel('Name, number or shape').fill('MatMul')
  await expect(page.getByRole('heading', { name: /^Step \d+: MatMul/ })).toBeVisible()
  await expect(page.getByText('Gas to judge')).toBeVisible()
  await page.getByLabel('Name, number or shape').fill('nothing')
  await expect(page.getByText('No step has this name')).toBeVisible()
  await page.getByLabel('Name, number or shape').fill('')
  await page.getByRole('radio', { name: 'Table' }).check({ force: true })
  const table = page.getByRole('table', { name: 'Steps of the program' })
  await expect(table.getByRole('row')).toHaveCount(47)
  await table.getByRole('button', { name: '2 Conv2d', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Step 2: Conv2d' })).toBeVisible()
})

test('a program that is not served, and one that is another, are refused in words', async ({
  page,
}) => {
  const answers = [
    { status: 404, body: '', says: 'is not served' },
    { status: 200, body: 'no program at all', says: 'cannot be shown' },
  ]
  for (const { status, body, says } of answers) {
    await page.route('**/blobs/0x*', async (route) => {
      const response = await route.fetch()
      const isCard = (response.headers()['content-type'] ?? '').includes('json')
      await (isCard
        ? route.fulfill({ response })
        : route.fulfill({ status, body, headers: { 'access-control-allow-origin': '*' } }))
    })
    await page.goto(`${webUrl}/models/digits/-/graph`)
    await expect(page.getByText(says).first()).toBeVisible()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
})

test('a version or a part that is not there is named, with a way on', async ({ page }) => {
  await page.goto(`${webUrl}/models/digits@7`)
  await expect(page.getByText('There is no version 7')).toBeVisible()
  await page.getByRole('link', { name: 'Open version 1' }).click()
  await expect(page.getByRole('heading', { name: 'Handwritten digits' })).toBeVisible()
  await page.goto(`${webUrl}/models/digits/-/price`)
  await expect(page.getByText('has no part “price”')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Quote' })).toBeVisible()
})

test('a worker’s record counts what it took and answered', async ({ page }) => {
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'healthy' }).click()
  await pay(page)
  await paidJob(page)
  await expect(page.getByTestId('answer')).toHaveText('healthy', { timeout: 45_000 })
  await page.goto(`${webUrl}/models/pump/-/workers`)
  const table = page.getByRole('table', { name: 'Workers that took jobs of this model' })
  await expect(table.getByRole('row').nth(1)).toContainText(/\d+ of \d+/)
})
