import { ProgramBuilder } from '@assay/program'
import { jobs } from '@assay/sdk'
import { expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { freshName, type OwnModel, serveModel } from './ownModel.ts'
import { chainClient, runningStack } from './stack.ts'
import {
  connect,
  expectCheck,
  expectMark,
  expectVerified,
  paidJob,
  pay,
  payButton,
} from './steps.ts'

const { webUrl, deployment } = runningStack()

/** How the input of the model on screen is given. */
async function giveAs(page: Page, kind: string): Promise<void> {
  await page.getByRole('radio', { name: kind, exact: true }).check({ force: true })
}

async function rerun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Re-run in this browser' }).click()
  await expectCheck(page, 'reexecution', 'pass')
  await expectMark(page, 'Re-run here')
}

test('an input of 12 kB is bought from its page, and what was sent is shown, checked and re-run', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/objects`)
  await connect(page, 'Demo wallet')
  await page.getByRole('radio', { name: 'Sample of a boat' }).check({ force: true })
  await expect(page.getByText('12,288 bytes are too many for a request')).toBeVisible()
  await pay(page)
  const jobId = await paidJob(page)
  await expectVerified(page)
  await expect(page.getByTestId('answer')).toHaveText('boat')
  await expect(page.getByLabel('The picture that was sent')).toBeVisible()
  const job = await jobs.get(chainClient(), { deployment, jobId })
  expect(job.input.data).toBe('0x')
  expect(job.input.uris[0]).toContain(`/blobs/${job.request.inputRoot}`)
  await rerun(page)
})

test('a picture file is cut and scaled as the card asks, and a file that is none gets a sentence', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/objects`)
  await connect(page, 'Demo wallet')
  const choose = (name: string, buffer: Buffer) =>
    page.getByLabel('Picture file').setInputFiles({ name, mimeType: 'image/png', buffer })
  await choose('letter.png', Buffer.from('<svg onload="alert(1)"/>'))
  await expect(page.getByText('letter.png is no picture that this browser can read')).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  const wide = sharp({ create: { width: 300, height: 100, channels: 3, background: '#204060' } })
  await choose('wide.png', await wide.png().toBuffer())
  const seen = page.getByLabel('What the model receives')
  await expect(seen).toBeVisible()
  const colour = await seen.evaluate((canvas) =>
    Array.from((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(9, 9, 1, 1).data ?? []),
  )
  expect(colour).toEqual([0x20, 0x40, 0x60, 255])
  await expect(payButton(page)).toBeEnabled()
})

test('a photographed digit is found, turned light and read', async ({ page }) => {
  await page.goto(`${webUrl}/models/digits`)
  await connect(page, 'Demo wallet')
  await giveAs(page, 'Picture')
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#fff"/>
    <path d="M380 120H460L410 260" fill="none" stroke="#111" stroke-width="14" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  await page.getByLabel('Picture file').setInputFiles({
    name: 'seven.png',
    mimeType: 'image/png',
    buffer: await sharp(Buffer.from(drawn)).png().toBuffer(),
  })
  await expect(page.getByLabel('Turn light and dark round')).toBeChecked()
  await pay(page)
  await paidJob(page)
  await expectVerified(page)
  await expect(page.getByTestId('answer')).toHaveText('7')
})

test('a row of readings is pasted, and what is wrong in it is named with row and column', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await giveAs(page, 'Numbers as text')
  const text = page.getByRole('textbox', { name: /One row of 12 numbers/ })
  await text.fill('2114, 60, 5x8')
  await expect(page.getByText('Row 1, column 3 (“flow”): “5x8” is not a number.')).toBeVisible()
  await text.fill('[1, 2,\n 3,, 4]')
  await expect(page.getByText('it breaks off at row 2, column 4.')).toBeVisible()
  await text.fill('1, 2, 3')
  await expect(page.getByText('There are 3 numbers; the model takes 12')).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  await text.fill('2114, 60, 568, 2.9, -0.13, 2.4, 12.1, 2.2, 1.4, 48, 21.2, 4000')
  await pay(page)
  await paidJob(page)
  await expectVerified(page)
  const sent = page.getByRole('table', { name: 'The numbers that were sent' })
  await expect(sent.getByRole('row', { name: /^Flow 568 l\/min/ })).toBeVisible()
})

test('trees over whole numbers are asked by fields in the units of people', async ({ page }) => {
  await page.goto(`${webUrl}/models/payments`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'card testing' }).click()
  await expect(page.getByText('48 bytes: each number')).toBeVisible()
  await page.getByLabel('Amount', { exact: true }).fill('3000000000')
  await expect(page.getByText('The model takes -21474800 to 21474800.')).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  await page.getByLabel('Amount', { exact: true }).fill('2.25')
  await pay(page)
  await paidJob(page)
  await expectVerified(page)
  await expect(page.getByTestId('answer')).toHaveText('card testing')
  const sent = page.getByRole('table', { name: 'The numbers that were sent' })
  await expect(sent.getByRole('row', { name: /^Amount 2.25 EUR/ })).toBeVisible()
  await rerun(page)
})

test('a store that does not answer or keeps other bytes takes no money', async ({ page }) => {
  await page.goto(`${webUrl}/models/objects`)
  await connect(page, 'Demo wallet')
  await page.getByRole('radio', { name: 'Sample of a cat' }).check({ force: true })
  const before = (await jobs.list(chainClient(), { deployment })).length
  const answers = [
    { status: 502, body: 'no', says: 'does not answer' },
    { status: 404, body: '{"error":"nothing"}', says: 'takes no inputs; nothing was paid.' },
    {
      status: 201,
      body: JSON.stringify({ root: `0x${'11'.repeat(32)}` }),
      says: 'kept other bytes',
    },
    {
      status: 507,
      body: JSON.stringify({
        error: { name: 'StoreFull', message: 'This worker keeps enough.', remedy: 'Try later.' },
      }),
      says: 'This worker keeps enough.',
    },
  ]
  for (const { status, body, says } of answers) {
    await page.route('**/blobs/0x*', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status, body, headers: { 'access-control-allow-origin': '*' } })
        : route.fallback(),
    )
    // The input is sent before anything is reviewed or signed.
    await payButton(page).click()
    await expect(page.getByText(says)).toBeVisible()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
  expect((await jobs.list(chainClient(), { deployment })).length).toBe(before)
})

test.describe('with a worker of its own', () => {
  let model: OwnModel | undefined
  test.afterEach(async () => {
    await model?.stop()
    model = undefined
  })

  test('an input of 4 MB is bought, and the picture that comes back is shown and re-run', async ({
    page,
  }) => {
    const side = 2_048
    const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, side, side, 1] })
    const brightest = builder.step(
      'MaxPool',
      [builder.input],
      { kernel: [64, 64], strides: [64, 64], pads: [0, 0, 0, 0], dilations: [1, 1] },
      { dtype: 'u8', shape: [1, 32, 32, 1] },
    )
    // A program of its own for each run: what is published once cannot be published again.
    const table = crypto.getRandomValues(new Uint8Array(256))
    const mapped = builder.step(
      'Lookup',
      [brightest, builder.weight({ dtype: 'u8', shape: [256] }, table)],
      {},
      { dtype: 'u8', shape: [1, 32, 32, 1] },
    )
    model = await serveModel(builder.finish([mapped]), {
      name: await freshName('sky'),
      title: 'Brightest of the sky',
      input: {
        shape: [1, side, side, 1],
        bytes: { dtype: 'u8', layout: 'HWC', shape: [side, side, 1] },
        fit: { crop: 'square' },
      },
      output: { name: 'map', dtype: 'u8', shape: [32, 32, 1], display: 'picture' },
      program: { outputs: [{ name: 'map', dtype: 'u8', shape: [32, 32, 1], scale: 1, zero: 0 }] },
    })
    await page.goto(`${webUrl}/models/${model.name}`)
    await connect(page, 'Demo wallet')
    await giveAs(page, 'Tensor file')
    const sky = Buffer.alloc(side * side)
    for (let star = 0; star < 500; star++) sky[(star * 7_919 * 523) % sky.length] = 255
    const choose = (name: string, buffer: Buffer) =>
      page
        .getByLabel(/A .npy file/)
        .setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
    await choose('short.bin', sky.subarray(1))
    await expect(
      page.getByText('short.bin has 4,194,303 bytes; the model takes 4,194,304.'),
    ).toBeVisible()
    await choose('sky.bin', sky)
    await expect(payButton(page)).toBeDisabled()
    await page.getByLabel('I accept that').check()
    await pay(page)
    const jobId = await paidJob(page)
    await expect(page.getByLabel('The picture that was answered')).toBeVisible({ timeout: 45_000 })
    for (const id of ['inputRoot', 'outputRoot', 'chain', 'model'])
      await expectCheck(page, id, 'pass')
    await expect(page.getByText('4,194,304 bytes, from where the request says')).toBeVisible()
    await rerun(page)
    // Where the bytes are gone, the page says so and takes them from somebody who kept them.
    await page.route(
      `**/blobs/${(await jobs.get(chainClient(), { deployment, jobId })).request.inputRoot}`,
      (route) => route.fulfill({ status: 404, body: 'gone' }),
    )
    await page.reload()
    await expect(
      page.getByText(/are not served anywhere this page asked: .* \(404\)\./),
    ).toBeVisible()
    await expectCheck(page, 'inputRoot', 'unknown')
    const offered = page.getByLabel(/^Choose a file with the root/)
    await offered.setInputFiles({ name: 'other.bin', mimeType: 'a/b', buffer: sky.subarray(1) })
    await expect(page.getByText('other.bin has another root')).toBeVisible()
    await offered.setInputFiles({ name: 'sky.bin', mimeType: 'a/b', buffer: sky })
    await expect(page.getByLabel('The picture that was sent')).toBeVisible()
    await expectCheck(page, 'inputRoot', 'pass')
  })

  test('what a detector finds is drawn on the picture that it was sent', async ({ page }) => {
    // The first row of the picture says where the boxes are: a detector that anyone can check by eye.
    const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, 16, 16, 1] })
    const row = builder.step(
      'Slice',
      [builder.input],
      { starts: [0, 0, 0, 0], steps: [1, 1, 1, 1], sizes: [1, 1, 12, 1] },
      { dtype: 'u8', shape: [1, 1, 12, 1] },
    )
    const boxes = builder.step('Reshape', [row], { shape: [2, 6] }, { dtype: 'u8', shape: [2, 6] })
    // Only bytes above 127, which the picture has none of, become others: another program for each run.
    const salt = crypto
      .getRandomValues(new Uint8Array(256))
      .map((value, byte) => (byte < 128 ? byte : value))
    const table = builder.weight({ dtype: 'u8', shape: [256] }, salt)
    const kept = builder.step('Lookup', [boxes, table], {}, { dtype: 'u8', shape: [2, 6] })
    const columns = ['left', 'top', 'right', 'bottom', { name: 'score', unit: '%' }, 'class']
    model = await serveModel(builder.finish([kept]), {
      name: await freshName('boxes'),
      title: 'Boxes by their corners',
      labels: ['cat', 'dog'],
      input: { shape: [1, 16, 16, 1], bytes: { dtype: 'u8', layout: 'HWC', shape: [16, 16, 1] } },
      output: { name: 'boxes', dtype: 'u8', shape: [2, 6], display: 'boxes', columns },
      program: { outputs: [{ name: 'boxes', dtype: 'u8', shape: [2, 6] }] },
    })
    await page.goto(`${webUrl}/models/${model.name}`)
    await connect(page, 'Demo wallet')
    await giveAs(page, 'Tensor file')
    const picture = Buffer.alloc(256, 40)
    picture.set([4, 4, 12, 8, 93, 1, 0, 0, 0, 0, 0, 0])
    await page
      .getByLabel(/A .npy file/)
      .setInputFiles({ name: 'x.bin', mimeType: 'a/b', buffer: picture })
    await pay(page)
    await paidJob(page)
    await expectVerified(page)
    await expect(page.getByTestId('answer')).toHaveText('1 box')
    await expect(page.getByTestId('box')).toHaveCount(1)
    await expect(page.getByRole('row', { name: /dog 93 % 25 %, 25 % 50 %, 25 %/ })).toBeVisible()
  })
})
