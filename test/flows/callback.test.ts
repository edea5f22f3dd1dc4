import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { digitTallyAbi } from '@assay/protocol'
import type { Callback, Job } from '@assay/sdk'
import { type Address, type Hex, hexToBytes } from 'viem'
import { compileContracts } from './scene/compileContracts.ts'
import { type DisputeScene, OFFER, openDisputeScene, PARAMS } from './scene/disputeScene.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const MINUTE = 60_000
const FINAL = 2
/** DigitTally.Reading, in its order. */
const READINGS = ['unknown', 'awaited', 'provisional', 'final', 'failed'] as const

let at: DisputeScene
let tally: Address
let callback: Callback
before(async () => {
  at = await openDisputeScene('digits')
  tally = await deployTally()
  callback = { target: tally, gasLimit: 200_000, when: FINAL }
})
after(() => at?.scene.close())

const input = (seed: number) => new Uint8Array(784).map((_, index) => (index * 23 + seed) % 256)

/** A consumer that counts the digits of results whose challenge window has passed. */
async function deployTally(): Promise<Address> {
  const { client, deployment } = at.scene
  const file = 'contracts/periphery/examples/DigitTally.sol/DigitTally.json'
  const { bytecode } = JSON.parse(
    await readFile(resolve(await compileContracts(), file), 'utf8'),
  ) as { bytecode: Hex }
  const { market, verifiers } = deployment
  const hash = await client.deployContract({
    abi: digitTallyAbi,
    bytecode,
    args: [market, at.model.modelId, verifiers.optimistic, PARAMS, OFFER.collateral],
  })
  return (await client.waitForTransactionReceipt({ hash })).contractAddress!
}

/** What the consumer knows of a drawing. */
async function drawingOf(job: Hex) {
  const { reading, digit } = await at.scene.client.readContract({
    address: tally,
    abi: digitTallyAbi,
    functionName: 'drawingOf',
    args: [job],
  })
  return { reading: READINGS[reading], digit }
}

/** The digit that an output names: the class with the greatest logit. */
function digitOf({ output }: Job): number {
  const bytes = hexToBytes(output!)
  const logits = [...new Int32Array(bytes.slice().buffer)]
  return logits.indexOf(Math.max(...logits))
}

/** Asks for a drawing to be read, and has the consumer wait for the answer. */
async function askFor(worker: Parameters<DisputeScene['askOf']>[0], seed: number) {
  const asked = await at.askOf(worker, input(seed), { callback })
  const hash = await at.scene.client.writeContract({
    address: tally,
    abi: digitTallyAbi,
    functionName: 'expect',
    args: [asked.request],
  })
  await at.scene.client.waitForTransactionReceipt({ hash })
  return asked
}

test('a consumer hears of an optimistic result that the worker settles, and nobody lifts a hand', {
  timeout: 2 * MINUTE,
}, async () => {
  const person = await at.scene.newPerson()
  const worker = await startWorker(at.scene, { person, models: at.models })
  const { jobId } = await askFor(person, 1)
  await at.reaches(jobId, 'submitted')
  assert.equal((await drawingOf(jobId)).reading, 'awaited')
  await at.pass(OFFER.window + 1)
  await at.reaches(jobId, 'accepted')
  const job = await at.requester.client.jobs.get({ jobId })
  assert.deepEqual(job.callbacks, { final: 'delivered' })
  assert.deepEqual(await drawingOf(jobId), { reading: 'final', digit: digitOf(job) })
  await worker.process.kill('SIGKILL')
})

test('where a stranger settles without the bytes, the worker sends them to the consumer', {
  timeout: 2 * MINUTE,
}, async () => {
  const person = await at.scene.newPerson()
  const stranger = await at.scene.newPerson()
  const first = await startWorker(at.scene, { person, models: at.models })
  const { jobId, request } = await askFor(person, 2)
  await at.reaches(jobId, 'submitted')
  await first.process.kill('SIGKILL')
  await at.pass(OFFER.window + 1)
  const hash = await stranger.client.jobs.finalize({ request })
  await stranger.client.waitForTransactionReceipt({ hash })
  const settled = await at.requester.client.jobs.get({ jobId })
  assert.equal(settled.state, 'accepted')
  assert.deepEqual(settled.callbacks, { final: 'failed' })
  assert.equal((await drawingOf(jobId)).reading, 'awaited')

  const second = await startWorker(at.scene, { person, models: at.models, data: first.data })
  await until('the consumer to hear', async () => (await drawingOf(jobId)).reading === 'final')
  const job = await at.requester.client.jobs.get({ jobId })
  assert.deepEqual(job.callbacks, { final: 'delivered' })
  assert.equal((await drawingOf(jobId)).digit, digitOf(job))
  await second.process.kill('SIGKILL')
})

test('a target that never hears is told a few times, and then left alone', {
  timeout: 2 * MINUTE,
}, async () => {
  const person = await at.scene.newPerson()
  const worker = await startWorker(at.scene, { person, models: at.models })
  const target = `0x${'dd'.repeat(20)}` as const
  const { jobId } = await at.askOf(person, input(3), {
    callback: { target, gasLimit: 50_000, when: FINAL },
  })
  await at.reaches(jobId, 'submitted')
  await at.pass(OFFER.window + 1)
  const failures = async () => {
    const { steps } = await at.requester.client.jobs.get({ jobId })
    return steps.filter(({ kind }) => kind === 'callback-failed').length
  }
  // Once when it is settled, and three times more, each later than the last.
  for (let expected = 1; expected <= 4; expected++) {
    await until(`call ${expected} of the target`, async () => (await failures()) === expected)
    await at.pass(600)
  }
  await until('the worker to be done with it', async () => {
    const status = (await (await fetch(`${worker.url}/status`)).json()) as { jobs: unknown[] }
    return status.jobs.length === 0
  })
  assert.equal(await failures(), 4)
  await worker.process.kill('SIGKILL')
})
