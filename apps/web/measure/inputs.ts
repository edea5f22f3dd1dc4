import type { Page } from '@playwright/test'
import type { Measurement } from '../../../bench/measurement.ts'
import { drawn } from '../e2e/screens.ts'
import type { Stage } from './openStage.ts'

const SLOWED = 4
const ROWS = 10_000
const PATIENCE = 60_000

/** How soon the page of results answers what is pressed in it, where the record has 10,000 jobs. */
export async function measureInputs(stage: Stage): Promise<Measurement[]> {
  const page = await stage.open({ slowed: SLOWED })
  try {
    await serveRecord(page, stage)
    await page.addInitScript(() => {
      const seen = { longest: 0, count: 0 }
      Object.assign(window, { seen })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
          if (entry.interactionId === 0) continue
          seen.longest = Math.max(seen.longest, entry.duration)
          seen.count++
        }
      }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as never)
    })
    await page.goto(`${stage.webUrl}/results`)
    await drawn(page, PATIENCE)
    await pressAll(page)
    const { longest, count } = await page.evaluate(
      () => (window as unknown as { seen: { longest: number; count: number } }).seen,
    )
    if (count === 0) throw new Error('The browser timed none of what was pressed.')
    return [
      {
        name: 'web.inp_ms.results',
        value: longest,
        unit: 'ms',
        baseline: 'at most 200',
        note: `the longest of all interactions (pages, orders, filters), with the CPU slowed ${SLOWED} times and ${ROWS.toLocaleString('en')} jobs in the record, of which a page shows 50`,
      },
    ]
  } finally {
    await page.context().close()
  }
}

/** Answers for the index with a record that repeats one real row. */
async function serveRecord(page: Page, { deployment }: Stage): Promise<void> {
  await page.route(`${deployment.indexer}/results?*`, async (route) => {
    const asked = new URL(route.request().url())
    const offset = Number(asked.searchParams.get('offset') ?? 0)
    const real = await route.fetch({ url: `${asked.origin}/results?limit=1` })
    const { rows, ...rest } = (await real.json()) as { rows: object[] }
    const many = Array.from({ length: 50 }, (_value, index) => ({
      ...rows[0],
      id: `0x${(offset + index).toString(16).padStart(64, '0')}`,
    }))
    await route.fulfill({
      response: real,
      json: { ...rest, rows: many, matching: ROWS, total: ROWS, limit: 50, offset },
    })
  })
}

/** Pages on, sorts, filters, and waits each time for what that shows. */
async function pressAll(page: Page): Promise<void> {
  const shown = (words: string) => page.getByText(words, { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Older' }).click()
  await shown('51 to 100 of 10,000')
  await page.getByRole('button', { name: 'Older' }).click()
  await shown('101 to 150 of 10,000')
  await page.getByRole('button', { name: 'Paid' }).click()
  await shown('1 to 50 of 10,000')
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Model', { exact: true }).fill('a')
  await page.getByLabel('Model', { exact: true }).press('Enter')
  await page.waitForURL(/model=a/)
  await page.getByLabel('Method').selectOption('optimistic')
  await page.waitForURL(/method=optimistic/)
}
