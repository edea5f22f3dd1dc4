import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { encodeCall, encodeSignedRequest, hashRequest, marketCalls } from '@assay/protocol'
import {
  encodeOptimisticParams,
  fetchOffers,
  KEY_SCOPES,
  type ModelVersion,
  type Request,
  requests,
  WorkerRefusedError,
  WorkerUnreachableError,
} from '@assay/sdk'
import { type Hex, zeroAddress } from 'viem'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import type { ServiceUnderTest } from './scene/startService.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'
import { writeRelu } from './scene/writeRelu.ts'

const FEE = 400_000n
const folder = resolve(import.meta.dirname, '../../models/digits')
const digits = { path: join(folder, 'program.assay'), card: join(folder, 'card.json') }

let scene: Scene
let model: ModelVersion
let exact: ModelVersion
let models: { path: string }[]
let requester: Person
let person: Person
let worker: ServiceUnderTest
before(async () => {
  scene = await openScene()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  exact = await publishModelFile(scene, { name: 'digits', ...digits })
  models = [{ path }]
  requester = await funded(50n * FEE)
  person = await scene.newPerson()
  worker = await startWorker(scene, { person, models: [...models, digits] })
})
after(() => scene?.close())

const input = new Uint8Array(new Float32Array([1, -1, 2, -2, 3, -3, 4, -4]).buffer)

/** Somebody with money in the ledger. */
async function funded(amount: bigint): Promise<Person> {
  const someone = await scene.newPerson()
  await done(await someone.client.balances.deposit({ amount }))
  return someone
}

async function done(hash: Hex): Promise<void> {
  const { status } = await scene.client.waitForTransactionReceipt({ hash })
  assert.equal(status, 'success')
}

async function prepare(from: Person, to: Hex = person.address): Promise<Request> {
  const wish = { model, input, fee: FEE, worker: to, signed: true }
  return (await from.client.requests.prepare(wish)).request
}

const countOf = (address: Hex) => scene.client.getTransactionCount({ address })

async function stateOf(url: string, jobId: Hex): Promise<string> {
  const response = await fetch(`${url}/requests/${jobId}`)
  return ((await response.json()) as { state: string }).state
}

test('a signature is all that a requester gives, and the result is on chain in one transaction', async () => {
  const { client, address } = requester
  const offers = await fetchOffers({ workerUrl: worker.url })
  assert.equal(offers.worker, person.address)
  assert.deepEqual(
    offers.models.map(({ modelId, inputBytes }) => [modelId, inputBytes]),
    [
      [model.modelId, 32],
      [exact.modelId, 784],
    ],
  )
  const [sent, brought] = [await countOf(address), await countOf(person.address)]
  const request = await prepare(requester)
  const { jobId } = await client.requests.ask({ workerUrl: worker.url, request, input })
  const job = await client.jobs.wait({ jobId, pollingInterval: 20 })
  assert.equal(job.state, 'accepted')
  assert.deepEqual(
    job.steps.map(({ kind }) => kind),
    ['fulfilled'],
  )
  assert.equal(await countOf(address), sent)
  assert.equal(await countOf(person.address), brought + 1)
  const output = new Float32Array(8).map((_, index) => (index % 2 === 0 ? index / 2 + 1 : 0))
  const checks = await client.jobs.verify({
    jobId,
    reexecute: async () => new Uint8Array(output.buffer),
  })
  assert.deepEqual(
    checks.filter(({ status }) => status !== 'pass'),
    [],
  )
  await until('the worker to know', async () => (await stateOf(worker.url, jobId)) === 'fulfilled')
  // Asked again, it says how far it is and does nothing.
  await client.requests.ask({ workerUrl: worker.url, request, input })
  assert.equal(await countOf(person.address), brought + 1)
})

test('a request without a named worker is posted and claimed before it is answered', async () => {
  const { client } = requester
  const request = await prepare(requester, zeroAddress)
  const { jobId } = await client.requests.ask({ workerUrl: worker.url, request, input })
  const job = await client.jobs.wait({ jobId, pollingInterval: 20 })
  assert.equal(job.state, 'accepted')
  assert.deepEqual(
    job.steps.map(({ kind }) => kind),
    ['posted', 'claimed', 'submitted', 'finalized'],
  )
  assert.equal(job.steps[0]!.transactionHash, job.steps[1]!.transactionHash)
})

test('under a challenge window, a signed request is locked in with its result and paid after', async () => {
  const { client } = requester
  const COLLATERAL = 1_000_000n
  await done(await client.balances.transfer({ receiver: person.address, amount: COLLATERAL }))
  const { request } = await client.requests.prepare({
    model: exact,
    input: new Uint8Array(784).fill(5),
    fee: FEE,
    collateral: COLLATERAL,
    worker: person.address,
    verifier: scene.deployment.verifiers.optimistic,
    params: encodeOptimisticParams({ window: 30, takesLarge: false }),
    signed: true,
  })
  const before = (await client.balances.get({ address: person.address })).free
  const { jobId } = await client.requests.ask({
    workerUrl: worker.url,
    request,
    input: new Uint8Array(784).fill(5),
  })
  await until('the result', async () => (await stateOf(worker.url, jobId)) === 'fulfilled')
  const job = await client.jobs.get({ jobId })
  assert.equal(job.state, 'submitted')
  assert.equal(new Set(job.steps.map(({ transactionHash }) => transactionHash)).size, 1)
  const { free: left } = await client.balances.get({ address: person.address })
  assert.equal(left, before - COLLATERAL)
  await scene.client.increaseTime({ seconds: 31 })
  await scene.client.mine({ blocks: 1 })
  const end = await client.jobs.wait({ jobId, pollingInterval: 20 })
  assert.equal(end.state, 'accepted')
  const { free } = await client.balances.get({ address: person.address })
  assert.equal(free, before + FEE)
})

test('hostile requests are refused by name, and the worker goes on', async () => {
  const { client } = requester
  const refused = async (
    name: string,
    change: { request?: Partial<Request>; offer?: Partial<Request['offer']>; input?: Uint8Array },
    from = requester,
  ) => {
    const plain = await prepare(from)
    const request: Request = {
      ...plain,
      ...change.request,
      offer: { ...plain.offer, ...change.offer },
    }
    await assert.rejects(
      from.client.requests.ask({
        workerUrl: worker.url,
        request,
        input: change.input ?? input,
      }),
      (error) => {
        assert.ok(error instanceof WorkerRefusedError, String(error))
        assert.equal(error.reason, name, error.message)
        assert.match(error.message, /\. .*\.$/)
        return true
      },
    )
  }
  const other = new Uint8Array(32).fill(9)
  await refused('InputRootMismatch', { input: other })
  await refused('InputDoesNotFit', { input: input.slice(1) })
  await refused('BodyTooLarge', { input: new Uint8Array(100_000) })
  await refused('OfferRefused', { request: { model: `0x${'ab'.repeat(32)}` } })
  await refused('OfferRefused', { offer: { worker: requester.address } })
  await refused('OfferRefused', { offer: { lockFor: 1 } })
  await refused('OfferRefused', { offer: { expiry: 1 } })
  await refused('CollateralNotThere', { offer: { collateral: 10_000_000n } })
  await refused('FeeRangeInverted', { offer: { minFee: 2n * FEE } })
  await refused('InvalidRequestSignature', { request: { requester: person.address } })
  await refused('InsufficientBalance', {}, await scene.newPerson())

  const spent = await prepare(requester)
  await done(await client.requests.cancel({ request: spent }))
  await refused('NonceAlreadyUsed', { request: { nonce: spent.nonce } })

  // What the SDK itself would not send.
  const request = await prepare(requester)
  const signature = await client.requests.sign({ request })
  const { chainId, market } = scene.deployment
  const message = { place: { chainId, market }, request, signature, signer: '0x', input } as const
  const send = async (body: string) => {
    const response = await fetch(`${worker.url}/requests`, { method: 'POST', body })
    const { error } = (await response.json()) as { error?: { name: string } }
    return `${response.status} ${error?.name}`
  }
  const elsewhere = { ...message, place: { chainId: 1, market } }
  assert.equal(await send(encodeSignedRequest(elsewhere)), '409 OtherMarket')
  const posted = { ...message, request: { ...request, nonce: 5n } }
  assert.equal(await send(encodeSignedRequest(posted)), '422 NonceIsForPost')
  const forged = { ...message, signature: `0x${'11'.repeat(65)}` } as const
  assert.equal(await send(encodeSignedRequest(forged)), '422 InvalidRequestSignature')
  const byStranger = { ...message, signer: person.address }
  assert.equal(await send(encodeSignedRequest(byStranger)), '422 InvalidRequestSignature')
  for (const body of ['', '{}', '[]', encodeSignedRequest(message).slice(0, -9), '\u0000']) {
    assert.equal(await send(body), '400 MalformedRequest', body)
  }
  assert.equal((await fetch(`${worker.url}/health`)).status, 200)
  assert.equal((await fetch(`${worker.url}/requests/0x12`)).status, 404)
})

test('of requests that come at the same time, no more are agreed to than their requester can pay', async () => {
  const keen = await funded(2n * FEE)
  const requests = await Promise.all(Array.from({ length: 6 }, () => prepare(keen)))
  const answers = await Promise.allSettled(
    requests.map((request) => keen.client.requests.ask({ workerUrl: worker.url, request, input })),
  )
  const reasons = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [(answer.reason as WorkerRefusedError).reason] : [],
  )
  assert.deepEqual(reasons, Array(4).fill('InsufficientBalance'))
  for (const [index, { status }] of answers.entries()) {
    if (status === 'rejected') continue
    const jobId = hashRequest(scene.deployment, requests[index]!)
    const { state } = await keen.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(state, 'accepted')
  }
})

test('who withdraws before the delivery costs the worker a computation, and is remembered', async () => {
  const { client } = scene
  const fickle = await funded(FEE)
  const workerUrl = worker.url
  const request = await prepare(fickle)
  const before = await requester.client.balances.get({ address: person.address })
  await client.setAutomine(false)
  let jobId: Hex
  try {
    ;({ jobId } = await fickle.client.requests.ask({ workerUrl, request, input }))
    // The same money can't be promised twice: the worker counts what it promised, or, once the
    // first result is sent, the pending block says so.
    const second = await prepare(fickle)
    await assert.rejects(fickle.client.requests.ask({ workerUrl, request: second, input }), {
      reason: 'InsufficientBalance',
    })
    await until('the result to be sent', async () => {
      const { address } = person
      const all = await client.getTransactionCount({ address, blockTag: 'pending' })
      return all > (await countOf(address))
    })
    // A higher tip puts the withdrawal ahead in the block.
    await fickle.client.sendTransaction({
      ...encodeCall(marketCalls.cancel(scene.deployment, { request })),
      maxPriorityFeePerGas: 100_000_000_000n,
      maxFeePerGas: 200_000_000_000n,
      gas: 200_000n,
    })
    await client.mine({ blocks: 1 })
  } finally {
    await client.setAutomine(true)
  }
  await until('the worker to notice', async () => (await stateOf(workerUrl, jobId)) === 'withdrawn')
  const { free } = await requester.client.balances.get({ address: person.address })
  assert.equal(free, before.free)
  const again = await prepare(fickle)
  await assert.rejects(
    fickle.client.requests.ask({ workerUrl, request: again, input }),
    (error) => error instanceof WorkerRefusedError && error.reason === 'RequesterWithdrew',
  )
})

for (const killAt of ['run:stored', 'fulfil:journaled', 'fulfil:broadcast', 'fulfil:included']) {
  test(`killed at ${killAt} and restarted, a worker keeps what it agreed to and submits it once`, async () => {
    const mortal = await scene.newPerson()
    const settings = { faults: { killAt } }
    const first = await startWorker(scene, { person: mortal, models, settings })
    const request = await prepare(requester, mortal.address)
    const { client, deployment } = scene
    const { jobId } = await requests.ask(requester.client, {
      deployment,
      workerUrl: first.url,
      request,
      input,
    })
    assert.equal(await first.process.ended(), 'SIGKILL', first.log())
    const second = await startWorker(scene, { person: mortal, models, data: first.data })
    try {
      const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
      assert.equal(job.state, 'accepted')
      await until('the worker to know', async () => {
        return (await stateOf(second.url, jobId)) === 'fulfilled'
      })
      assert.equal(await client.getTransactionCount({ address: mortal.address }), 1)
      const { free } = await requester.client.balances.get({ address: mortal.address })
      assert.equal(free, FEE)
    } finally {
      await second.process.kill('SIGKILL')
    }
  })
}

test('a hot key works for a cold account, whose collateral and fee it is', async () => {
  const COLLATERAL = 60_000n
  const cold = await funded(COLLATERAL)
  const hot = await scene.newPerson()
  const settings = { account: cold.address }
  const early = launchWorker(scene, { person: hot, models, settings })
  assert.equal(await early.process.ended(), 4)
  assert.match(early.process.stderr, /does not list the key 0x\w+ for work/)

  const sent = await countOf(cold.address)
  // The process shows the consent of its key, with which the cold account lists it.
  const shown = /setKey\("(0x\w+)", (\d+), 0, (\d+), "(0x\w+)"\)/.exec(early.process.stderr)
  assert.ok(shown, early.process.stderr)
  const [, signer, scope, validUntil, consent] = shown as unknown as [string, Hex, ...string[]]
  assert.equal(signer, hot.address)
  assert.equal(Number(scope), KEY_SCOPES.work)
  const key = { signer, scope: Number(scope), validUntil: Number(validUntil) }
  await done(await cold.client.keys.set({ ...key, consent: consent as Hex }))
  const own = await startWorker(scene, { person: hot, models, settings })
  try {
    const { jobId } = await ask(requester, {
      model,
      input,
      fee: FEE,
      collateral: COLLATERAL,
      worker: cold.address,
    })
    const { client } = requester
    const job = await client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    assert.equal(job.seats[0]?.worker, cold.address)
    assert.equal(job.signer, hot.address.toLowerCase())
    const request = await prepare(requester, cold.address)
    const signed = await client.requests.ask({ workerUrl: own.url, request, input })
    await client.jobs.wait({ jobId: signed.jobId, pollingInterval: 20 })
    for (const id of [jobId, signed.jobId]) {
      const checks = await client.jobs.verify({ jobId: id })
      const failed = checks.filter(({ status }) => status !== 'pass' && status !== 'not-run')
      assert.deepEqual(failed, [])
      const { detail } = checks.find(({ id: check }) => check === 'receiptSignature')!
      assert.match(detail, /is that of the key 0x\w+ that the worker 0x\w+ had listed for work/)
    }
    assert.equal((await client.balances.get({ address: cold.address })).free, COLLATERAL + 2n * FEE)
    assert.equal(await countOf(cold.address), sent + 1)

    await done(await cold.client.keys.revoke({ signer }))
    const reasons = await until('the worker to notice', async () => {
      const response = await fetch(`${own.url}/ready`)
      return response.status === 503 && ((await response.json()) as { reasons: string[] }).reasons
    })
    assert.match(reasons.join(), /lists the key 0x\w+ no more since 20/)
    const late = await ask(requester, { model, input, fee: FEE, worker: cold.address })
    await until('the job to be left', async () => {
      const { skipped } = (await (await fetch(`${own.url}/status`)).json()) as {
        skipped: { job: Hex; reason: string }[]
      }
      return skipped.some(({ job: id, reason }) => id === late.jobId && reason === 'key-ends')
    })
    const errors = own
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":50'))
    assert.equal(errors.length, 1)
    assert.match(
      errors[0]!,
      /was revoked or has ended: it can claim and answer nothing; list another/,
    )
    assert.equal((await client.jobs.get({ jobId: late.jobId })).state, 'open')
  } finally {
    await own.process.kill('SIGKILL')
  }
})

test('an answer that was lost costs no second fee: the same request is the same job, also after a restart', async () => {
  const someone = await scene.newPerson()
  const owner = await funded(2n * FEE)
  const first = await startWorker(scene, { person: someone, models })
  // Passes the request on, and loses the answer.
  const line = createServer((incoming, outgoing) => {
    void buffer(incoming)
      .then((body) => fetch(`${first.url}${incoming.url}`, { method: 'POST', body }))
      .finally(() => outgoing.destroy())
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  try {
    const workerUrl = `http://127.0.0.1:${(line.address() as AddressInfo).port}`
    const request = await prepare(owner, someone.address)
    const lost = await owner.client.requests.ask({ workerUrl, request, input }).then(
      () => assert.fail('the answer came'),
      (error: unknown) => error,
    )
    assert.ok(lost instanceof WorkerUnreachableError, String(lost))
    const { again } = lost
    assert.ok(again)
    const asked = await owner.client.requests.ask({ ...again, workerUrl: first.url })
    assert.equal(asked.signature, again.signature)
    await first.process.kill('SIGKILL')
    const second = await startWorker(scene, { person: someone, models, data: first.data })
    const { jobId } = await owner.client.requests.ask({ ...again, workerUrl: second.url })
    assert.equal(jobId, asked.jobId)
    const job = await owner.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    await until(
      'the worker to know',
      async () => (await stateOf(second.url, jobId)) === 'fulfilled',
    )
    await owner.client.requests.ask({ ...again, workerUrl: second.url })
    assert.equal((await owner.client.balances.get({})).free, FEE)
    assert.equal(await countOf(someone.address), 1)
    await second.process.kill('SIGKILL')
  } finally {
    line.close()
  }
})
