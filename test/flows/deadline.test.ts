import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { JobExpiredError, type ModelVersion } from '@assay/sdk'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startFaultyNode } from './scene/startFaultyNode.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { writeRelu } from './scene/writeRelu.ts'

const COLLATERAL = 60_000n
const FEE = 400_000n

let scene: Scene
let model: ModelVersion
let models: { path: string }[]
before(async () => {
  scene = await openScene()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  models = [{ path }]
})
after(() => scene?.close())

const input = new Uint8Array(32)

/** Lets time pass on the chain, and a block come with it. */
async function pass(seconds: number): Promise<void> {
  await scene.client.increaseTime({ seconds })
  await scene.client.mine({ blocks: 1 })
}

async function everything({ client, address }: Person): Promise<bigint> {
  const { free, wallet } = await client.balances.get({ address })
  return free + wallet
}

test('a worker that misses its deadline forfeits, and a rescuer does the job and is rewarded', async () => {
  const requester = await scene.newPerson()
  const careless = await scene.newPerson()
  const rescuer = await scene.newPerson()
  const { jobId } = await ask(requester, {
    model,
    input,
    fee: FEE,
    collateral: COLLATERAL,
    lockFor: 60,
  })
  const dead = launchWorker(scene, {
    person: careless,
    models,
    settings: { faults: { killAt: 'run:stored' } },
  })
  assert.equal(await dead.process.ended(), 'SIGKILL')
  assert.equal((await requester.client.jobs.get({ jobId })).state, 'claimed')

  const worker = await startWorker(scene, { person: rescuer, models })
  try {
    await pass(61)
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    assert.deepEqual(
      job.steps.map((step) => step.kind),
      ['posted', 'claimed', 'forfeited', 'claimed', 'submitted', 'finalized'],
    )
    assert.equal(await everything(careless), 1_000_000_000n - COLLATERAL)
    assert.equal(await everything(rescuer), 1_000_000_000n + FEE + COLLATERAL / 2n)
    assert.equal(await everything(requester), 1_000_000_000n - FEE)
  } finally {
    await worker.process.kill('SIGKILL')
  }
})

test('a request that nobody did in time is refunded', async () => {
  const requester = await scene.newPerson()
  const helper = await scene.newPerson()
  const { jobId } = await ask(requester, {
    model,
    input,
    fee: FEE,
    expiresIn: 600,
    worker: scene.client.account.address,
  })
  const worker = await startWorker(scene, {
    person: helper,
    models,
    settings: { housekeeping: 'all' },
  })
  try {
    await pass(601)
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'expired')
    assert.equal(job.refunded, FEE)
    assert.equal(await everything(requester), 1_000_000_000n)
  } finally {
    await worker.process.kill('SIGKILL')
  }
})

test('the requester, or anyone, gets the same by hand', async () => {
  const requester = await scene.newPerson()
  const careless = await scene.newPerson()
  const { client } = requester
  const done = (hash: `0x${string}`) => client.waitForTransactionReceipt({ hash })
  const { jobId } = await ask(requester, {
    model,
    input,
    fee: FEE,
    collateral: COLLATERAL,
    lockFor: 60,
    expiresIn: 600,
    worker: careless.address,
  })
  const { request } = await client.jobs.get({ jobId })
  await done(await careless.client.balances.deposit({ amount: COLLATERAL }))
  await done(await careless.client.work.claim({ request }))
  await assert.rejects(client.jobs.forfeit({ request }), /has time for job 0x\w+….* until 20/)
  await pass(61)
  await done(await client.jobs.forfeit({ request }))
  await assert.rejects(client.jobs.expire({ request }), /The request is valid until 20/)
  await pass(600)
  await done(await client.jobs.expire({ request }))

  assert.equal((await client.jobs.get({ jobId })).state, 'expired')
  // Nobody rescued the job, so nobody has the forfeited collateral: it is burned.
  assert.equal(await everything(requester), 1_000_000_000n)
  const { free } = await client.balances.get({})
  await done(await client.balances.withdraw({ amount: free }))
  assert.deepEqual((await client.balances.get({})).free, 0n)
})

test('waiting for a job that nobody answered ends, and its fee comes back: unclaimed, or claimed and missed', async () => {
  const requester = await scene.newPerson()
  const careless = await scene.newPerson()
  const { client } = requester
  const terms = { model, input, fee: FEE, lockFor: 60, expiresIn: 600, worker: careless.address }
  const unclaimed = await ask(requester, terms)
  const missed = await ask(requester, { ...terms, input: input.with(0, 1) })
  await careless.client.waitForTransactionReceipt({
    hash: await careless.client.work.claim({ request: missed.request }),
  })
  await pass(670)
  for (const { jobId, request } of [unclaimed, missed]) {
    await assert.rejects(client.jobs.wait({ jobId, pollingInterval: 20 }), (error) => {
      assert.ok(error instanceof JobExpiredError, String(error))
      assert.match(
        error.message,
        /^Nobody answered job 0x\w+, and its offer ended at 20.* jobs\.refund/,
      )
      return true
    })
    await client.waitForTransactionReceipt({ hash: await client.jobs.refund({ request }) })
    const job = await client.jobs.get({ jobId })
    assert.equal(job.state, 'expired')
    assert.equal(job.refunded, FEE)
  }
  const open = await ask(requester, { ...terms, input: input.with(0, 2) })
  await client.waitForTransactionReceipt({ hash: await client.jobs.refund(open) })
  assert.equal((await client.jobs.get(open)).state, 'cancelled')
  assert.equal(await everything(requester), 1_000_000_000n)
})

test('an open request can be cancelled, a claimed one not', async () => {
  const requester = await scene.newPerson()
  const { client } = requester
  const { jobId } = await ask(requester, { model, input, worker: requester.address })
  const { request } = await client.jobs.get({ jobId })
  const stranger = await scene.newPerson()
  await assert.rejects(stranger.client.requests.cancel({ request }), /Only the requester/)
  const hash = await client.requests.cancel({ request })
  await client.waitForTransactionReceipt({ hash })
  assert.equal((await client.jobs.get({ jobId })).state, 'cancelled')
  await assert.rejects(client.work.claim({ request }), /is not open; it is cancelled/)
})

test('a server that dies after the claim costs nothing: the input was kept before it', async () => {
  const requester = await scene.newPerson()
  const person = await scene.newPerson()
  const server = createServer((_, response) => void response.end(input)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/input`
  const { jobId } = await ask(requester, {
    ...{ model, input, fee: FEE, uris: [uri], worker: person.address },
  })
  const settings = { faults: { killAt: 'claim:included' } }
  const first = launchWorker(scene, { person, models, settings })
  assert.equal(await first.process.ended(), 'SIGKILL')
  server.closeAllConnections()
  server.close()
  assert.equal((await requester.client.jobs.get({ jobId })).state, 'claimed')
  const second = await startWorker(scene, { person, models, data: first.data })
  try {
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
  } finally {
    await second.process.kill('SIGKILL')
  }
})

test('a worker that stood still until its deadline was over gives the claim back, and does the job anew', async () => {
  const requester = await scene.newPerson()
  const person = await scene.newPerson()
  let estimates = 0
  let stopped = () => {}
  const still = new Promise<void>((resolve) => {
    stopped = resolve
  })
  const node = await startFaultyNode({
    rpcUrl: scene.node.rpcUrl,
    fault: async ({ method }, honest) => {
      const answer = await honest()
      // The first is for the claim, the second for the result.
      if (method === 'eth_estimateGas' && ++estimates === 2) {
        process.kill(worker.process.pid, 'SIGSTOP')
        stopped()
      }
      return answer
    },
  })
  const worker = await startWorker(scene, { person, models, settings: { rpcUrl: node.url } })
  try {
    const { jobId } = await ask(requester, {
      ...{ model, input, fee: FEE, lockFor: 60, worker: person.address },
    })
    await still
    await pass(61)
    process.kill(worker.process.pid, 'SIGCONT')
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    assert.deepEqual(
      job.steps.map((step) => step.kind),
      ['posted', 'claimed', 'forfeited', 'claimed', 'submitted', 'finalized'],
    )
    const next = await ask(requester, { model, input, fee: FEE, worker: person.address })
    const done = await requester.client.jobs.wait({ ...next, pollingInterval: 20 })
    assert.equal(done.state, 'accepted')
  } finally {
    await worker.process.kill('SIGKILL')
    node.close()
  }
})
