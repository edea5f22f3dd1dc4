import { readFileSync } from 'node:fs'
import { onnxModel, randomFrom } from '@assay/program/testing'
import { models } from '@assay/sdk'
import { expect, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { freshName, serveFiles } from './ownModel.ts'
import { chainClient, runningStack } from './stack.ts'
import { connect, paidJob, payButton } from './steps.ts'

const { webUrl, deployment } = runningStack()

/** A small net of which no run on the same chain has the like; it takes bytes, so that it loses next to nothing. */
function newModel() {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const random = randomFrom(seed)
  const onnx = onnxModel({
    inputs: { x: [1, 3] },
    outputs: ['y'],
    nodes: [{ op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['y'] }],
    constants: { w: random.values([3, 2]), b: random.values([2]) },
  })
  const rows = Array.from({ length: 32 }, () =>
    [0, 1, 2].map(() => Math.round(random.next() * 255)),
  )
  return {
    model: { name: 'pump.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from(onnx) },
    samples: {
      name: 'rows.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.map((row) => row.join(',')).join('\n')),
    },
  }
}

test('an ONNX file becomes a registered model that a worker serves and anyone can ask', async ({
  page,
}) => {
  const { model, samples } = newModel()
  const name = await freshName('published')
  await page.goto(`${webUrl}/publish`)
  await page.getByLabel(/^Model/).setInputFiles(model)
  await page.getByLabel(/^Sample inputs/).setInputFiles(samples)
  await page.getByRole('button', { name: 'Compile' }).click()
  const golden = page.getByTestId('golden')
  await expect(golden).toContainText('Equal', { timeout: 60_000 })
  await expect(page.getByRole('table', { name: /^Error against/ })).toContainText('%')
  await expect(page.getByText(/gas$/).first()).toBeVisible()

  const preview = page.getByTestId('card-preview')
  await page.getByLabel('Name', { exact: true }).fill('digits')
  await expect(page.getByText(/^This name has an owner/)).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await expect(page.getByText('This name is free.')).toBeVisible()
  await page.getByLabel(/^Limits/).fill('Never tried on anything')
  await page.getByLabel(/^Names of its 3 numbers/).fill('speed\nvalve\nheat')
  await page.getByLabel('Licence').fill('MIT')
  await expect(preview).toContainText('Never tried on anything')
  await expect(preview).toContainText(`${name}, version 1`)
  await page.getByLabel('Royalty').fill('2.55')
  await expect(page.getByText(/^A share of 0 to 100/)).toBeVisible()
  await page.getByLabel('Royalty').fill('2.5')
  await expect(preview).toContainText('2.50 %')
  await expect(page.getByRole('status').filter({ hasText: /^Draft saved/ })).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])

  // What was written is still there after a reload, without compiling again.
  await page.reload()
  await expect(golden).toContainText('Equal')
  await expect(page.getByLabel('Royalty')).toHaveValue('2.5')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)

  // A worker that takes files keeps both for a while.
  const digits = await models.get(chainClient(), { deployment, name: 'digits' })
  const store = page.getByLabel('Address of the worker or store')
  await store.fill(new URL(digits.cardUri).origin)
  await page.getByRole('button', { name: 'Look for them there' }).click()
  await expect(page.getByTestId('served').getByText('Not there')).toHaveCount(2)
  await page.getByRole('button', { name: 'Send both there' }).click()
  await expect(page.getByTestId('served').getByText('The same bytes')).toHaveCount(2)
  await expect(page.getByText(/^The store keeps them until/)).toBeVisible()

  // A worker of one's own serves them for good.
  const saved: Uint8Array[] = []
  for (const file of ['program.assay', 'card.json']) {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: `Save ${file}` }).click()
    saved.push(new Uint8Array(readFileSync(await (await download).path())))
  }
  const [program = new Uint8Array(), card = new Uint8Array()] = saved
  const worker = await serveFiles(program, card)
  try {
    await store.fill(worker.workerUrl)
    await expect(page.getByTestId('obstacles')).toContainText('Have card and program served')
    await page.getByRole('button', { name: 'Look for them there' }).click()
    await expect(page.getByTestId('served').getByText('The same bytes')).toHaveCount(2)
    await connect(page, 'Demo wallet')
    await page.getByRole('button', { name: `Register ${name}@1` }).click()
    await page.getByRole('link', { name: 'Open its page' }).click()
    await expect(page).toHaveURL(new RegExp(`/models/${name}@1$`))
    const published = await models.get(chainClient(), { deployment, name })
    expect(published.royaltyBps).toBe(250)
    for (const field of ['speed', 'valve', 'heat']) await page.getByLabel(field).fill('100')
    await payButton(page).click()
    await paidJob(page)
    await expect(page.getByTestId('answer')).toBeVisible({ timeout: 45_000 })
  } finally {
    await worker.stop()
  }
})

test('a file that cannot be compiled gets all its reasons at once, and another can follow', async ({
  page,
}) => {
  await page.goto(`${webUrl}/publish`)
  const random = randomFrom(3)
  const bad = onnxModel({
    inputs: { x: [1, 4] },
    outputs: ['y'],
    nodes: [
      { op: 'Det', inputs: ['x'], outputs: ['d'] },
      { op: 'NonZero', inputs: ['d'], outputs: ['n'] },
      { op: 'Gemm', inputs: ['n', 'w'], outputs: ['y'] },
    ],
    constants: { w: random.values([4, 8]) },
  })
  const file = (name: string, bytes: Uint8Array) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  })
  await page.getByLabel(/^Model/).setInputFiles(file('notes.txt', new Uint8Array(3)))
  await expect(page.getByText(/^notes.txt is neither/)).toBeVisible()
  await page.getByLabel(/^Model/).setInputFiles(file('bad.onnx', bad))
  await page
    .getByLabel(/^Sample inputs/)
    .setInputFiles(file('rows.csv', new TextEncoder().encode('1,2,x,4')))
  await page.getByRole('button', { name: 'Compile' }).click()
  const reasons = page.getByTestId('reasons')
  for (const reason of ['row 1, column 3', 'Det', 'NonZero'])
    await expect(reasons).toContainText(reason)
  await page.getByLabel(/^Model/).setInputFiles(file('junk.onnx', new Uint8Array(50).fill(255)))
  await page.getByRole('button', { name: 'Compile' }).click()
  await expect(page.getByText(/^junk.onnx cannot become/)).toBeVisible()
  await expect(page.getByTestId('golden')).toBeHidden()
  expect(await page.evaluate(findFaults)).toEqual([])
})
