import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { drawSample } from '../src/features/audit/drawSample.ts'
import { findFaults } from './findFaults.ts'
import { runningStack } from './stack.ts'
import { connect, paidJob, pay } from './steps.ts'

const { webUrl, deployment } = runningStack()

const figure = (page: Page, name: RegExp) =>
  page
    .getByTestId('record-figures')
    .getByRole('link', { name })
    .locator('xpath=ancestor::div[1]/dd')

/** Buys an answer for the tests of this file, whichever of them are run. */
test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage()
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'cavitation' }).click()
  await pay(page)
  await paidJob(page)
  await expect(page.getByTestId('answer')).toBeVisible({ timeout: 45_000 })
  await page.close()
})

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
  await expect(page.getByTestId('service-banner')).toContainText('The index does not answer.')
  await expect(figure(page, /^answers$/)).toHaveText('unknown')
  await expect(page.getByRole('heading', { name: 'Latest results' })).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
})

test('the pictures of how an answer is checked lead to answers and disputes of this chain', async ({
  page,
}) => {
  await page.goto(webUrl)
  const pictures = page.getByTestId('how-checked')
  await expect(pictures.getByRole('listitem')).toHaveCount(3)
  const signed = pictures.getByRole('link', { name: /^A signed answer: job 0x/ })
  const address = (await signed.getAttribute('href')) ?? ''
  const dispute = pictures.getByRole('link', { name: /^A dispute, move by move/ })
  await expect(
    dispute.or(pictures.getByText('Nobody has disputed an answer here yet.')),
  ).toBeVisible()
  await pictures.getByRole('link', { name: /^Run one again here: job 0x/ }).click()
  await expect(page.getByRole('button', { name: 'Re-run in this browser' })).toBeVisible()
  await page.goto(webUrl + address)
  await expect(page.locator('[data-check="receiptSignature"]')).toHaveAttribute(
    'data-status',
    'pass',
  )
})

test('the record is filtered by its address, and its rows lead on', async ({ page }) => {
  await page.goto(`${webUrl}/results?model=pump&foo=bar&limit=7`)
  const table = page.getByRole('table', { name: 'Jobs that fit the filter' })
  await expect(table.getByRole('cell', { name: 'pump@1' }).first()).toBeVisible()
  await expect(page.getByLabel('Model', { exact: true })).toHaveValue('pump')
  // What means nothing is named, stays in the address, and goes when it is removed.
  await expect(page.getByText('Part of this address means nothing here')).toBeVisible()
  await expect(page.getByText('`limit` is not a filter: a page has 50 jobs')).toBeVisible()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await expect(page).toHaveURL(/\/results\?model=pump$/)
  await page.getByLabel('Method').selectOption('other')
  await expect(page).toHaveURL(/method=other/)
  await expect(page.getByText('No result fits')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(page).toHaveURL(/\/results$/)
  // The order stands in the address too, and a link to it shows the same.
  await page.getByRole('button', { name: 'Paid' }).click()
  await expect(page).toHaveURL(/sort=-paid/)
  await expect(page.getByRole('columnheader', { name: 'Paid' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await page.getByLabel('Model', { exact: true }).fill('no-such-model')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/model=no-such-model/)
  expect(await page.evaluate(findFaults)).toEqual([])
})

test('an address that skips past the last result says so and leads back to it', async ({
  page,
}) => {
  await page.goto(`${webUrl}/results?offset=1000000`)
  await expect(page.getByText('The list ends before this page')).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  await page.getByRole('button', { name: 'Show the last page' }).click()
  await expect(page).not.toHaveURL(/offset=1000000/)
  await expect(page.getByRole('table', { name: 'Jobs that fit the filter' })).toBeVisible()
  // What the index does not take as an offset moves no row.
  await page.goto(`${webUrl}/results?offset=1.5`)
  await expect(page.getByText('Part of this address means nothing here')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Jobs that fit the filter' })).toBeVisible()
})

test('a sample of the record is run again here, and its report is enough to draw it once more', async ({
  page,
}) => {
  await page.goto(`${webUrl}/results?model=pump&sort=paid`)
  await expect(page.getByTestId('matching')).toContainText(/^[1-9]/)
  await page.getByRole('button', { name: 'Re-run a sample' }).click()
  await page.getByLabel('Seed of the draw').fill('a seed')
  const sentence = page.getByTestId('audit-sentence')
  // What never comes can be stopped, and stays stopped.
  await page.route('**/blobs/**', () => {})
  await page.getByRole('button', { name: 'Draw and re-run' }).click()
  await expect(sentence).toHaveText(/^Running the first of [1-5]\.$/)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(sentence).toHaveText(/^None of [1-5] was run\.$/)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.getByRole('button', { name: 'Draw and re-run' }).click()
  await expect(sentence).toHaveText(
    /^Of [1-5], [1-5] gave the bytes that the worker signed.* 0 gave others/,
    { timeout: 60_000 },
  )
  expect(await page.evaluate(findFaults)).toEqual([])
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save report' }).click()
  const report = JSON.parse(await readFile(await (await saved).path(), 'utf8'))
  expect(report.seed).toBe('a seed')
  expect(report.places).toEqual(drawSample('a seed', report.matching, 5))
  const places: number[] = report.places
  const listed = await fetch(`${deployment.indexer}/results?${report.filter}&limit=1000`)
  const { rows } = (await listed.json()) as { rows: { id: string; outputRoot: string }[] }
  expect(report.jobs.map(({ job }: { job: string }) => job)).toEqual(
    places.map((place) => rows[place]?.id),
  )
  for (const { outcome, job, computed } of report.jobs)
    if (outcome === 'equal') expect(computed).toBe(rows.find(({ id }) => id === job)?.outputRoot)
})

test('the export of a filter holds the rows of the filter', async ({ page, request }) => {
  await page.goto(`${webUrl}/results?model=pump`)
  await expect(page.getByTestId('matching')).toContainText('at block')
  const href = await page.getByRole('link', { name: 'NDJSON' }).getAttribute('href')
  const text = await (await request.get(href ?? '')).text()
  const rows = text.split('\n').filter((line) => line !== '')
  expect(rows.length).toBeGreaterThan(0)
  expect(new Set(rows.map((row) => JSON.parse(row).model_name))).toEqual(new Set(['pump']))
})

test('a worker has a record whose figures lead to their rows, and an address names its roles', async ({
  page,
}) => {
  await page.goto(`${webUrl}/workers`)
  const worker = page.getByRole('table').getByRole('link').first()
  const address = (await worker.getAttribute('title')) ?? ''
  await worker.click()
  await expect(page.getByRole('heading', { level: 1, name: /^Worker/ })).toBeVisible()
  await expect(page.getByText(/^[0-9,]+ of [0-9,]+( \(.*\))?$/).first()).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  await page.getByRole('link', { name: 'answered of taken' }).click()
  await expect(page).toHaveURL(new RegExp(`worker=${address}`))
  await page.goto(`${webUrl}/address/${address}`)
  await page.getByRole('link', { name: /its record as a worker/ }).click()
  await expect(page).toHaveURL(new RegExp(`/workers/${address}`))
  await page.goto(`${webUrl}/requesters/0x${'00'.repeat(19)}01`)
  await expect(page.getByText('This address has never asked for anything here.')).toBeVisible()
  await page.goto(`${webUrl}/workers/0x12`)
  await expect(page.getByText('An address is 0x and 40 digits; this one has 2.')).toBeVisible()
})

test('without the index the results are read from the chain, and the page says so', async ({
  page,
}) => {
  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  await page.goto(`${webUrl}/results`)
  await expect(page.getByText('This page reads the chain itself')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: /^All [0-9]/ })).toBeVisible()
  await page.goto(`${webUrl}/workers`)
  await expect(page.getByText('This page needs the index.')).toBeVisible({ timeout: 20_000 })
  expect(await page.evaluate(findFaults)).toEqual([])
})
