import {
  commitTrace,
  type DisputeTrace,
  nextMove,
  openReference,
  readProgram,
  writeProgram,
} from '@assay/program'
import { lieAt, Random } from '@assay/program/testing'
import type { Request } from '@assay/protocol'
import { disputes, encodeOptimisticParams, fetchModelFile, models, requests } from '@assay/sdk'
import { expect, type Page, test } from '@playwright/test'
import { claim, fund, sent, submit } from './ownWorker.ts'
import { localWallet, runningStack } from './stack.ts'
import { connect, expectCheck, expectMark } from './steps.ts'

const { webUrl, deployment } = runningStack()
const requester = localWallet(11)
/** Answers as a test says, and defends it. */
const worker = localWallet(19)

/** For a thread that starts, fetches a model and runs it. */
const SLOW = { timeout: 60_000 }
const COLLATERAL = 1_000_000n
const picture = Uint8Array.from({ length: 784 }, (_, index) => (index * 7) % 256)

/** The digit model, and what it gives for the picture. */
async function honestTrace(): Promise<DisputeTrace> {
  const model = await models.get(requester, { deployment, name: 'digits' })
  const file = await fetchModelFile(requester, { deployment, model })
  const { program, commitment } = await readProgram(file, { modelId: model.modelId })
  const session = await openReference(program)
  const tensors = (await session.trace?.(picture)) ?? []
  return commitTrace({ program, commitment, input: picture, tensors })
}

function outputOf({ program, tensors }: DisputeTrace): Uint8Array {
  return Uint8Array.from(program.outputs.flatMap((step) => [...(tensors[step] ?? [])]))
}

type Offer = Partial<Omit<requests.PrepareParameters, 'deployment' | 'model' | 'input' | 'fee'>>

/** Asks the own worker for the picture's digit, and has it answer this. */
async function answered(output: Uint8Array, offer: Offer) {
  await fund(requester)
  await fund(worker, { inLedger: COLLATERAL })
  const model = await models.get(requester, { deployment, name: 'digits' })
  const prepared = await requests.prepare(requester, {
    ...{ deployment, model, input: picture, fee: 100_000n },
    worker: worker.account.address,
    ...offer,
  })
  await sent(
    requester,
    requests.post(requester, { deployment, ...prepared }).then(({ hash }) => hash),
  )
  await claim(worker, prepared.request)
  await submit(worker, { request: prepared.request as Request, output })
  return prepared.jobId
}

/** Makes the worker's moves in a game, from what it claims to have computed, until the game has ended. */
async function defend(game: bigint, claimed: DisputeTrace): Promise<void> {
  for (;;) {
    const { state, position } = await disputes.get(worker, { deployment, game })
    if (state !== 'open') return
    const now = Number((await worker.getBlock()).timestamp)
    const move = await nextMove({ game: position, role: 'worker', now, trace: async () => claimed })
    if (move.kind === 'none') {
      await new Promise((done) => setTimeout(done, 100))
      continue
    }
    const { header } = claimed.commitment
    await sent(worker, disputes.move(worker, { deployment, game, move, header }))
  }
}

async function rerun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Re-run in this browser' }).click()
}

test('a wrong answer is disputed from its page, and the dispute is won by moves made in the browser', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const honest = await honestTrace()
  const step = 1
  const lie = await lieAt(new Random(7), honest, step)
  const output = outputOf(lie)
  const jobId = await answered(output, {
    collateral: COLLATERAL,
    verifier: deployment.verifiers.optimistic,
    params: encodeOptimisticParams({ window: 60, takesLarge: false }),
  })
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await connect(page, 'Demo wallet')
  await rerun(page)
  const difference = page.getByTestId('difference')
  const at = outputOf(honest).findIndex((byte, index) => byte !== output[index])
  await expect(difference).toContainText(`differs from page 0, byte ${at} on`, SLOW)
  const numberAt = (bytes: Uint8Array) =>
    new DataView(bytes.buffer)
      .getInt32(at - (at % 4), true)
      .toLocaleString('en')
      .replace('-', '−')
  await expect(difference).toContainText(`The worker signed${numberAt(output)}`)
  await expect(difference).toContainText(`Computed here${numberAt(outputOf(honest))}`)
  await expectMark(page, 'Differs on re-run')

  await page.getByRole('button', { name: /^Dispute: bond .* tUSD, .* left$/ }).click()
  await page.waitForURL(/\/disputes\/\d+$/)
  const game = BigInt(page.url().split('/').at(-1) ?? '')
  const defence = defend(game, lie)
  for (const words of ['Pick the step that differs', 'Have the number computed']) {
    const button = page.getByRole('button', { name: words })
    // Between the two the worker has to show, where a step gives more than one page.
    const between = page.getByRole('button', { name: 'Pick the part that differs' })
    await expect(async () => {
      if (await between.isEnabled({ timeout: 100 }).catch(() => false)) await between.click()
      await expect(button).toBeEnabled({ timeout: 500 })
    }).toPass({ timeout: 45_000 })
    if (words.startsWith('Have'))
      await expect(page.getByText(/The worker shows -?\d+ at element/)).toBeVisible()
    await button.click()
  }
  await defence
  await expect(page.getByTestId('dispute-sentence')).toContainText('refuted the result')

  // The steps that the worker has shown tell now where it went wrong.
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expectMark(page, 'Refuted')
  await rerun(page)
  await expect(difference).toContainText(`The first step that differs is step ${step}, `, SLOW)
  await expect(difference).toContainText('The chain has refuted it already')
})

test('where nobody serves input or program, each server’s answer is said and a file with the root is taken', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const honest = await honestTrace()
  const jobId = await answered(outputOf(honest), { uris: ['http://127.0.0.1:1/input'] })
  // The address of the program is that of its card.
  const { root } = honest.commitment
  await page.route(`**/blobs/${root}`, (route) => route.fulfill({ status: 404 }))
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await rerun(page)
  await expect(
    page.getByText(/The program’s bytes are not served anywhere this page asked: \S+ \(404\)\./),
  ).toBeVisible(SLOW)
  const program = Buffer.from(await writeProgram(honest.program))
  const files = (name: string, buffer: Buffer) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer,
  })
  // Another file is refused by its hash.
  const other = Buffer.from(program)
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1
  await page.getByLabel(/Choose the program’s file/).setInputFiles(files('other.assay', other))
  await expect(page.getByText(/it is another program or was changed/)).toBeVisible(SLOW)

  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await rerun(page)
  await expect(
    page.getByText(
      'The input’s 784 bytes are not served anywhere this page asked: 127.0.0.1:1 (does not answer).',
    ),
  ).toBeVisible(SLOW)
  await page
    .getByLabel(/Choose the input’s file/)
    .setInputFiles(files('input.bin', Buffer.from(picture)))
  await expectMark(page, 'Re-run here', SLOW)
  await expectCheck(page, 'reexecution', 'pass')
  await expect(page.getByTestId('difference')).toHaveCount(0)
})
