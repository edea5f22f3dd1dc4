import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { outputRoot, PROFILE_EXACT } from '@assay/program'
import { digitTallyAbi, optimisticVerifierAbi, WHEN_FINAL } from '@assay/protocol'
import {
  encodeOptimisticParams,
  encodeQuorumParams,
  hashCommitment,
  type Job,
  jobs,
  models,
  requests,
  work,
} from '@assay/sdk'
import { expect, type Page, test } from '@playwright/test'
import { type Hex, hexToBytes, toHex } from 'viem'
import { claim, fund, sent, submit } from './ownWorker.ts'
import { localWallet, runningStack } from './stack.ts'
import { connect, expectCheck, expectMark, expectVerified } from './steps.ts'

const { webUrl, deployment } = runningStack()
const requester = localWallet(11)
/** Nobody runs a worker with this account. */
const absent = localWallet(12).account.address

const picture = Uint8Array.from({ length: 784 }, (_, index) =>
  Math.abs((index % 28) - 14) < 2 && index > 84 && index < 700 ? 255 : 0,
)

type Offer = Partial<Omit<requests.PrepareParameters, 'deployment' | 'model' | 'input' | 'fee'>>

async function request(offer: Offer = {}) {
  await fund(requester)
  const model = await models.get(requester, { deployment, name: 'digits' })
  const prepared = await requests.prepare(requester, {
    deployment,
    model,
    input: picture,
    fee: 100_000n,
    ...offer,
  })
  const sent = await requests.post(requester, { deployment, ...prepared })
  await requester.waitForTransactionReceipt({ hash: sent.hash })
  return prepared
}

async function post(offer: Offer = {}) {
  return (await request(offer)).jobId
}

let answered: Promise<Job> | undefined

/** One job that a worker has answered, for all tests that only look. */
function answeredJob(): Promise<Job> {
  answered ??= post().then((jobId) => jobs.wait(requester, { deployment, jobId }))
  return answered
}

type Call = { id: number; method: string; params?: unknown }

/** Lets the test change what the chain's endpoint answers to the page. */
async function changeAnswers(
  page: Page,
  change: (call: Call, body: string) => string,
): Promise<void> {
  await page.route(`${deployment.rpcUrl}/**`, async (route) => {
    const call = route.request().postDataJSON() as Call | null
    const response = await route.fetch()
    const body = await response.text()
    await route.fulfill({ response, body: call === null ? body : change(call, body) })
  })
}

/** The same hex with another last digit. */
function otherHex(hex: string): string {
  return hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0')
}

const tamperings: {
  what: string
  fails: string
  passes: string
  change: (job: Job, call: Call, body: string) => string
}[] = [
  {
    what: 'a changed output byte',
    fails: 'outputRoot',
    passes: 'receiptSignature',
    change: (job, call, body) =>
      call.method === 'eth_getLogs' ? replaced(body, job.output ?? '') : body,
  },
  {
    what: 'a changed input byte',
    fails: 'inputRoot',
    passes: 'outputRoot',
    change: (job, call, body) =>
      call.method === 'eth_getLogs' ? replaced(body, withoutZeroEdges(job.input.data)) : body,
  },
  {
    what: 'a changed signature',
    fails: 'receiptSignature',
    passes: 'outputRoot',
    change: (job, call, body) =>
      call.method === 'eth_getLogs' ? replaced(body, (job.signature ?? '').slice(0, 40)) : body,
  },
  {
    what: 'another output root in the market’s storage',
    fails: 'chain',
    passes: 'outputRoot',
    change: (job, call, body) =>
      call.method === 'eth_call' ? replaced(body, job.receipt?.outputRoot ?? '') : body,
  },
]

/** What the log holds of an input. */
function withoutZeroEdges(hex: string): string {
  return `0x${hex
    .slice(2)
    .replace(/^(00)+/, '')
    .replace(/(?<=^(..)*)(00)+$/, '')}`
}

function replaced(body: string, hex: string): string {
  const digits = hex.slice(2)
  return digits === '' ? body : body.replaceAll(digits, otherHex(digits))
}

for (const { what, fails, passes, change } of tamperings) {
  test(`${what} shows as a failed check`, async ({ page }) => {
    const job = await answeredJob()
    let changed = 0
    await changeAnswers(page, (call, body) => {
      const altered = change(job, call, body)
      if (altered !== body) changed++
      return altered
    })
    await page.goto(`${webUrl}/jobs/${job.id}`)
    await expectCheck(page, fails, 'fail')
    await expectCheck(page, passes, 'pass')
    expect(changed).toBeGreaterThan(0)
    await expect(page.getByText('Something does not match.')).toBeVisible()
    await expect(
      page.getByText('A check failed: do not rely on what this page shows.'),
    ).toBeVisible()
    const mark = await expectMark(page, 'Does not match')
    await expect(mark.locator('[data-fill="filled"], [data-fill="computed"]')).toHaveCount(0)
    const row = page.locator(`[data-check="${fails}"]`)
    await expect(row.getByText('Expected')).toBeVisible()
    await expect(row.locator('mark').first()).toBeVisible()

    // The same page passes as soon as the endpoint tells the truth.
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.reload()
    await expectVerified(page)
  })
}

test('the model is run again in the browser, and its outcome is said for what it is', async ({
  page,
}) => {
  const job = await answeredJob()
  await page.goto(`${webUrl}/jobs/${job.id}`)
  await expectVerified(page)
  await expectCheck(page, 'reexecution', 'not-run')
  // Signed, bound and recorded; nobody re-ran it, and nothing is green.
  const mark = await expectMark(page, 'Signed only')
  await expect(mark.locator('[data-wedge="bound"]')).toHaveAttribute('data-fill', 'filled')
  await expect(mark.locator('[data-fill="computed"]')).toHaveCount(0)
  await expect(page.locator('main .text-pass')).toHaveCount(0)
  await page.getByRole('button', { name: 'Re-run in this browser' }).click()
  const row = page.locator('[data-check="reexecution"]')
  await expect(row).not.toHaveAttribute('data-status', 'not-run', { timeout: 60_000 })
  if (job.receipt?.profile === PROFILE_EXACT) {
    await expectCheck(page, 'reexecution', 'pass')
    await expect(row).toContainText('got the same bytes')
    await expectMark(page, 'Re-run here')
    await expect(mark.locator('[data-fill="computed"]')).toHaveCount(1)
  } else {
    // Native floating point may differ between this browser and the worker's processor; the answer may not.
    await expect(row).toContainText(/got the same bytes|Both runs give the same answer/)
  }
})

test('a lie about an input that is off the chain is found by a re-run, in a thread that can be stopped', async ({
  page,
}) => {
  const uri = `data:application/octet-stream;base64,${Buffer.from(picture).toString('base64')}`
  const { request: asked, jobId } = await request({
    worker: ownWorker.account.address,
    uris: [uri],
  })
  await fund(ownWorker)
  await claim(ownWorker, asked)
  await submit(ownWorker, { request: asked, output: outputOf(3) })
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expectMark(page, 'Signed only')
  await page.getByRole('button', { name: 'Re-run in this browser' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expectCheck(page, 'reexecution', 'not-run')
  await page.getByRole('button', { name: 'Re-run in this browser' }).click()
  await expect(page.locator('[data-check="reexecution"]')).toHaveAttribute('data-status', 'fail', {
    timeout: 60_000,
  })
  const mark = await expectMark(page, 'Differs on re-run')
  await expect(mark.locator('[data-fill="filled"]')).toHaveCount(0)
  await expect(page.locator('[data-check="reexecution"]')).toContainText('answer is wrong')

  // An auditor who draws it from the record finds it as well.
  await page.goto(`${webUrl}/results?q=${jobId}`)
  await expect(page.getByTestId('matching')).toContainText(/^1 of/)
  await page.getByRole('button', { name: 'Re-run a sample' }).click()
  await page.getByRole('button', { name: 'Draw and re-run' }).click()
  const row = page.getByRole('list', { name: 'What became of each' }).getByRole('listitem')
  await expect(row).toHaveAttribute('data-outcome', 'different', { timeout: 60_000 })
  await expect(page.getByTestId('audit-sentence')).toHaveText(
    'Of 1, 0 gave the bytes that the worker signed and 1 gave others.',
  )
})

test('a job that nobody answers is refunded from its page', async ({ page }) => {
  const jobId = await post({ worker: absent, expiresIn: 4 })
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expect(page.getByTestId('sentence')).toContainText('no worker has taken it yet')
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'Refund the requester', exact: true }).click()
  await expectMark(page, 'Refunded')
  const job = await jobs.get(requester, { deployment, jobId })
  expect(job.state).toBe('expired')
  expect(job.refunded).toBe(100_000n)
})

test('a silent endpoint is said to be silent, and the page goes on when it speaks again', async ({
  page,
}) => {
  const job = await answeredJob()
  await page.route(`${deployment.rpcUrl}/**`, (route) => route.abort())
  await page.goto(`${webUrl}/jobs/${job.id}`)
  await expect(page.getByText('The chain cannot be reached.').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Network: Unreachable' })).toBeVisible()
  // It stays while the page asks again, and does not flicker.
  const notice = page.getByText('The chain cannot be reached.').first()
  for (let i = 0; i < 8; i++) {
    await page.waitForRequest((asked) => asked.url().startsWith(deployment.rpcUrl))
    expect(await notice.isVisible()).toBe(true)
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await expectVerified(page)
  await expect(page.getByText('The chain cannot be reached.')).toBeHidden()
})

test('unknown and malformed ids get words and a way on', async ({ page }) => {
  await page.goto(`${webUrl}/jobs/0x${'ab'.repeat(32)}`)
  await expect(page.getByText(/No job has this id at block/)).toBeVisible()
  const { id, steps } = await answeredJob()
  await page.goto(`${webUrl}/jobs/${steps[0]?.transactionHash}`)
  await expect(page.getByText('This is a transaction')).toBeVisible()
  await page.getByRole('link', { name: 'Open its job' }).click()
  await page.waitForURL(`**/jobs/${id}`)
  await page.goto(`${webUrl}/jobs/hello`)
  await expect(page.getByText('This is not a job id')).toBeVisible()
  const { modelId } = await models.get(requester, { deployment, name: 'digits' })
  await page.goto(`${webUrl}/jobs/${modelId}`)
  await page.getByRole('link', { name: 'Open digits' }).click()
  await expect(page.getByRole('heading', { name: 'Handwritten digits' })).toBeVisible()
  await page.goto(`${webUrl}/models/nothing-of-that-name`)
  await expect(page.getByText('No model has this name')).toBeVisible()
})

test('search leads to a job, and says what is wrong with half an id', async ({ page }) => {
  const job = await answeredJob()
  await page.goto(`${webUrl}/trust`)
  await expect(page.getByRole('button', { name: 'Network: Local chain' })).toBeVisible()
  await page.keyboard.press('/')
  const menu = page.getByRole('dialog', { name: 'Search and commands' })
  const field = menu.getByRole('combobox')
  await field.fill('0x1234')
  await expect(menu.getByText('This has 4 hexadecimal digits')).toBeVisible()
  await expect(menu.getByRole('option')).toHaveCount(0)
  await field.fill(job.id)
  await expect(menu.getByRole('option', { name: /^Job of digits@1/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/jobs/${job.id}`)
  await expectVerified(page)
})

test('deposit and withdrawal move money between wallet and ledger', async ({ page }) => {
  await page.goto(`${webUrl}/account`)
  await expect(page.getByText('No wallet is connected')).toBeVisible()
  await connect(page, 'Demo wallet')
  const free = page.getByTestId('free-balance')
  await expect(free).toContainText('tUSD')
  const balance = async () => Number(((await free.textContent()) ?? '').replace(/[^\d.]/g, ''))
  const before = await balance()
  await page.getByLabel('Deposit, tUSD').fill('2.5')
  await page.getByRole('button', { name: 'Deposit', exact: true }).click()
  await expect.poll(balance).toBeCloseTo(before + 2.5, 6)
  await page.getByLabel('Withdraw, tUSD').fill('1.25')
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click()
  await expect.poll(balance).toBeCloseTo(before + 1.25, 6)
  await page.getByLabel('Withdraw, tUSD').fill('999999999')
  await expect(page.getByText(/There are only .* to withdraw/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Withdraw', exact: true })).toBeDisabled()
})

test('results list every job from the chain and filter by what became of it', async ({ page }) => {
  const job = await answeredJob()
  await page.goto(`${webUrl}/results`)
  await expect(page.getByTestId('matching')).toContainText('at block')
  const row = page.getByRole('row').filter({ hasText: job.id.slice(2, 6) })
  await expect(row).toContainText('Signed only')
  expect(hexToBytes(job.input.data)).toEqual(picture)
  await page.getByLabel('Assurance').selectOption('refuted')
  await expect(page).toHaveURL(/assurance=refuted/)
  await expect(row).toBeHidden()
  // Nonsense is named, and not silently taken for all.
  await page.goto(`${webUrl}/results?state=foo&address=0x12`)
  await expect(page.getByText('`foo` is not a state')).toBeVisible()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await expect(page).toHaveURL(/\/results$/)
})

test('an answer that can be challenged is provisional until its window has passed', async ({
  page,
}) => {
  const window = await requester.readContract({
    address: deployment.verifiers.optimistic,
    abi: optimisticVerifierAbi,
    functionName: 'minWindow',
  })
  const jobId = await post({
    verifier: deployment.verifiers.optimistic,
    params: encodeOptimisticParams({ window: Number(window), takesLarge: false }),
    collateral: 1_000_000n,
  })
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expect(page.getByText('This answer is provisional')).toBeVisible()
  await expect(page.getByText(/The challenge window closes in /)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Settle', exact: true })).toHaveCount(0)
})

/** More than the stack’s own worker locks for one job, so that it leaves the seats to the test. */
const SEVERAL_COLLATERAL = 200_000_000n

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** An account that answers as the test says. */
const ownWorker = localWallet(14)
/** The digit model’s output, with its greatest number for this digit. */
function outputOf(digit: number): Uint8Array {
  const output = new Uint8Array(40)
  output[4 * digit] = 100
  return output
}

test('settling from a job’s page tells the contract that the request names', async ({ page }) => {
  const model = await models.get(requester, { deployment, name: 'digits' })
  const source = 'contracts/periphery/examples/DigitTally.sol'
  execFileSync(path.join(ROOT, 'node_modules/.bin/hardhat'), ['build', '--quiet', source], {
    cwd: ROOT,
  })
  const file = path.join(ROOT, `artifacts/${source}/DigitTally.json`)
  const { bytecode } = JSON.parse(readFileSync(file, 'utf8')) as { bytecode: Hex }
  const deployed = await requester.deployContract({
    abi: digitTallyAbi,
    bytecode,
    args: [deployment.market, model.modelId, deployment.verifiers.signature, '0x', 0n],
  })
  const { contractAddress } = await requester.waitForTransactionReceipt({ hash: deployed })
  if (!contractAddress) throw new Error('The tally was not deployed.')
  const tally = { abi: digitTallyAbi, address: contractAddress } as const
  const { request: asked, jobId } = await request({
    worker: ownWorker.account.address,
    callback: { target: contractAddress, gasLimit: 300_000, when: WHEN_FINAL },
  })
  await sent(
    requester,
    requester.writeContract({ ...tally, functionName: 'expect', args: [asked] }),
  )
  await fund(ownWorker)
  await claim(ownWorker, asked)
  await submit(ownWorker, { request: asked, output: outputOf(7) })

  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expect(page.getByText('The verifier has decided.')).toBeVisible()
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(page.getByText('The contract was called')).toBeVisible()
  const count = await requester.readContract({ ...tally, functionName: 'counts', args: [7n] })
  expect(count).toBe(1n)
})

test('a contract that could not be told is told again from the job’s page', async ({ page }) => {
  // No contract is there, so every call of it fails.
  const target = localWallet(15).account.address
  const { jobId } = await request({ callback: { target, gasLimit: 50_000, when: WHEN_FINAL } })
  const job = await jobs.wait(requester, { deployment, jobId })
  expect(job.callbacks?.final).toBe('failed')
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expect(page.getByText('The request’s contract did not take the result')).toBeVisible()
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'Call the contract again', exact: true }).click()
  await expect(page.getByText(/^The call of the contract failed/)).toHaveCount(2)
})

test('of several workers, one that differs gets its collateral back and no fee', async ({
  page,
}) => {
  const { request: asked, jobId } = await request({
    seats: 3,
    verifier: deployment.verifiers.quorum,
    params: encodeQuorumParams({ k: 2, window: 0, drawn: false, takesLarge: false }),
    collateral: SEVERAL_COLLATERAL,
  })
  const workers = [16, 17, 18].map(localWallet)
  const outputs = [7, 7, 1].map(outputOf)
  const salts = workers.map((_, seat) => toHex(seat + 1, { size: 32 }))
  for (const worker of workers) {
    await fund(worker, { inLedger: SEVERAL_COLLATERAL })
    await claim(worker, asked)
  }
  for (const [seat, worker] of workers.entries()) {
    const output = outputs[seat] ?? new Uint8Array()
    const commitment = hashCommitment({
      job: jobId,
      worker: worker.account.address,
      outputRoot: await outputRoot(output, [output.length]),
      salt: salts[seat] ?? '0x',
    })
    await sent(worker, work.commit(worker, { deployment, request: asked, seat, commitment }))
  }
  for (const [seat, worker] of workers.entries()) {
    const result = { output: outputs[seat] ?? new Uint8Array(), salt: salts[seat] ?? '0x' }
    await submit(worker, { request: asked, seat, ...result })
  }
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(page.getByText('Differs: collateral back, no fee')).toBeVisible()
  await expect(page.getByText('Paid', { exact: true })).toHaveCount(2)
  await expect(page.getByTestId('sentence')).toContainText('paid 0.20 tUSD')
})
