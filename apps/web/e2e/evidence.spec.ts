import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { runningStack } from './stack.ts'
import { connect, expectVerified, paidJob, pay } from './steps.ts'

const { webUrl } = runningStack()
const ROOT = path.resolve(import.meta.dirname, '../../..')
let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'assay-evidence-'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function choose(page: Page, file: string): Promise<void> {
  await page.getByLabel('Drop an evidence file here, or choose one').setInputFiles(file)
}

/** How `assay verify` ends. */
async function exitCode(file: string): Promise<number> {
  const main = path.join(ROOT, 'packages/cli/src/main.ts')
  const run = promisify(execFile)(process.execPath, [main, 'verify', file])
  return run.then(
    () => 0,
    ({ code }: { code: number }) => code,
  )
}

test('a result is saved from its page, checked offline by page and terminal, and refused once it is changed', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'cavitation' }).click()
  await pay(page)
  const jobId = await paidJob(page)
  await expectVerified(page)
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save evidence' }).click()
  const good = path.join(folder, 'evidence.json')
  await (await saved).saveAs(good)
  expect(await exitCode(good)).toBe(0)

  await page.goto(`${webUrl}/verify`)
  // Loaded once, the page needs nothing more of anybody but the thread that checks.
  await page.route('**/*', (route) =>
    new URL(route.request().url()).origin === webUrl ? route.fallback() : route.abort(),
  )
  await choose(page, good)
  // The verdict is open as long as the answer can be disputed, and the chain was not asked.
  await expect(page.getByText('8 checks hold, 2 are open.')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('evidence-sentence')).toContainText('answered cavitation')
  await expect(page.locator('[data-check="reexecution"]')).toContainText('Equal')
  await expect(page.getByRole('link', { name: jobId.slice(0, 8) }).first()).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
  await page.unroute('**/*')
  await page.getByRole('button', { name: 'Ask the chain now' }).click()
  await expect(page.getByText('9 checks hold, 1 is open.')).toBeVisible({ timeout: 60_000 })

  const text = readFileSync(good, 'utf8')
  const changes: [name: string, text: string, code: number, says: string][] = [
    ['altered.json', text.replace('"finalized":', '"finalized":1'), 12, 'File'],
    [
      'moved.json',
      text.replace(/"job":"0x./, '"job":"0x'.concat(jobId[2] === '1' ? '2' : '1')),
      12,
      'Proofs',
    ],
    ['cut.json', text.slice(0, 5_000), 10, 'The file is not JSON'],
    [
      'spaced.json',
      JSON.stringify(JSON.parse(text), null, 2),
      10,
      'The JSON is not in canonical form',
    ],
  ]
  for (const [name, changed, code, says] of changes) {
    const file = path.join(folder, name)
    writeFileSync(file, changed)
    expect(await exitCode(file), name).toBe(code)
    await choose(page, file)
    const verdict = page.getByRole('main').getByText(says).first()
    await expect(verdict).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText(`ends with ${code}`)).toBeVisible()
    await expect(page.getByText('checks hold, ')).toHaveCount(0)
  }
})
