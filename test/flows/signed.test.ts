import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PROFILE_NATIVE, tensorRoot } from '@assay/program'
import {
  type Callback,
  type Fulfilment,
  hashCommitment,
  hashRequest,
  KEY_SCOPES,
  type ModelVersion,
  type Plan,
  type SignedRequest,
} from '@assay/sdk'
import { type Hex, zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { writeRelu } from './scene/writeRelu.ts'

const FEE = 400_000n
const NEVER = 2 ** 40 - 1

let scene: Scene
let model: ModelVersion
let requester: Person
let worker: Person
before(async () => {
  scene = await openScene()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  requester = await scene.newPerson()
  worker = await scene.newPerson()
  await done(await requester.client.balances.deposit({ amount: 100n * FEE }))
})
after(() => scene?.close())

const input = new Uint8Array(32).fill(3)
const output = new Uint8Array(40).fill(7)

async function done(hash: Hex): Promise<void> {
  const { status } = await scene.client.waitForTransactionReceipt({ hash })
  assert.equal(status, 'success')
}

type Wish = { worker?: Hex; callback?: Callback; collateral?: bigint }

/** A request signed by the requester, with what it takes to submit it. */
async function sign(wish: Wish = {}) {
  const { client } = requester
  const chosen = { worker: worker.address, ...wish }
  const prepared = await client.requests.prepare({
    model,
    input,
    fee: FEE,
    signed: true,
    ...chosen,
  })
  const signature = await client.requests.sign({ request: prepared.request })
  return { ...prepared, signature }
}

/** The worker's answer to a signed request. */
async function answer(signed: SignedRequest): Promise<Fulfilment> {
  const { request } = signed
  const receipt = {
    worker: worker.address,
    request: hashRequest(scene.deployment, request),
    outputRoot: await tensorRoot(output),
    evidenceHash: zeroHash,
    profile: PROFILE_NATIVE,
    completedAt: 1_700_000_000n,
  }
  const receiptSignature = await worker.client.work.signReceipt({ request, receipt })
  return { ...signed, worker: worker.address, receipt, receiptSignature, output }
}

/** The checks of a job that do not pass, with why. */
async function failing(jobId: Hex, seat?: number): Promise<string[]> {
  const checks = await requester.client.jobs.verify({
    jobId,
    reexecute: async () => output,
    ...(seat === undefined ? {} : { seat }),
  })
  return checks
    .filter(({ status }) => status !== 'pass')
    .map(({ id, status, detail }) => `${id} ${status}: ${detail}`)
}

test('a signed request is answered and settled in one call, and the requester sends nothing', async () => {
  const { client, address } = requester
  const sent = await scene.client.getTransactionCount({ address })
  const before = await client.balances.get({})
  const signed = await sign()
  assert.equal(
    await client.requests.isNonceUsed({ requester: address, nonce: signed.request.nonce }),
    false,
  )
  const { jobId, hash } = await worker.client.work.fulfil(await answer(signed))
  assert.equal(jobId, signed.jobId)
  await done(hash)

  const job = await client.jobs.get({ jobId })
  assert.equal(job.state, 'accepted')
  assert.deepEqual(
    job.steps.map(({ kind, transactionHash }) => [kind, transactionHash]),
    [['fulfilled', hash]],
  )
  assert.equal(hashRequest(scene.deployment, job.request), jobId)
  assert.deepEqual(job.input, signed.input)
  assert.equal(job.seats[0]?.paid, FEE)
  const receipt = await client.jobs.getReceipt({ jobId })
  assert.equal(receipt.receipt.request, jobId)
  assert.equal((await client.jobs.list({ requester: address }))[0]?.id, jobId)
  assert.equal((await client.jobs.wait({ jobId, pollingInterval: 20 })).id, jobId)
  assert.deepEqual(await failing(jobId), [])
  assert.equal((await client.balances.get({})).free, before.free - FEE)
  assert.equal(await scene.client.getTransactionCount({ address }), sent)
  assert.equal(
    await client.requests.isNonceUsed({ requester: address, nonce: signed.request.nonce }),
    true,
  )
  await assert.rejects(
    worker.client.work.fulfil(await answer(signed)),
    /with this nonce was submitted or cancelled before/,
  )
})

test('keys sign for accounts, and what they signed stays checkable after their end', async () => {
  const hot = privateKeyToAccount(generatePrivateKey())
  const asker = privateKeyToAccount(generatePrivateKey())
  const { client } = requester
  const list = async (owner: Person, key: PrivateKeyAccount, scope: number) => {
    const wish = { owner: owner.address, scope, validUntil: NEVER }
    const consent = await owner.client.keys.signConsent({ ...wish, account: key })
    const { validUntil } = wish
    return owner.client.keys.set({ signer: key.address, scope, validUntil, consent })
  }
  await done(await list(worker, hot, KEY_SCOPES.work))
  await done(await list(requester, asker, KEY_SCOPES.request))
  // Nobody is listed by an account that it did not agree to.
  await assert.rejects(
    worker.client.keys.set({
      ...{ signer: asker.address, scope: KEY_SCOPES.work, validUntil: NEVER },
      consent: await worker.client.keys.signConsent({
        ...{ owner: worker.address, scope: KEY_SCOPES.work, validUntil: NEVER },
      }),
    }),
    /did not sign that 0x.* may list it/,
  )
  const asked = { owner: worker.address, signer: hot.address }
  assert.equal(await client.keys.isValid({ ...asked, scope: KEY_SCOPES.work }), true)
  assert.equal(await client.keys.isValid({ ...asked, scope: KEY_SCOPES.request }), false)

  const answered = async () => {
    const prepared = await sign()
    const signature = await client.requests.sign({ request: prepared.request, account: asker })
    const own = await answer({ ...prepared, signature, signer: asker.address })
    const { receipt } = own
    const receiptSignature = await worker.client.work.signReceipt({
      request: prepared.request,
      receipt,
      account: hot,
    })
    return { ...own, receiptSignature, receiptSigner: hot.address }
  }
  const { jobId, hash } = await worker.client.work.fulfil(await answered())
  await done(hash)
  const job = await client.jobs.get({ jobId })
  assert.equal(job.signer, hot.address.toLowerCase())
  assert.deepEqual(await failing(jobId), [])

  await done(await worker.client.keys.revoke({ signer: hot.address }))
  assert.deepEqual(await failing(jobId), [])
  await assert.rejects(
    worker.client.work.fulfil(await answered()),
    /The signature on the receipt of job 0x\w+….* is not that of its worker/,
  )
  const checks = await client.jobs.verify({
    jobId,
    job: { ...job, signer: asker.address, seats: job.seats },
  })
  const signature = checks.find(({ id }) => id === 'receiptSignature')
  assert.equal(signature?.status, 'fail')
  assert.match(signature?.detail ?? '', /was not one that the worker 0x\w+ had listed for work/)
})

test('a batch says of each entry how it went, and good ones stand', async () => {
  const signed = [await sign(), await sign(), await sign()]
  const fulfilments = await Promise.all(signed.map(answer))
  const broken = { ...fulfilments[1]!, signature: fulfilments[0]!.signature }
  // The same one twice: each is good by itself, together they are one too many.
  const list = [fulfilments[0]!, broken, fulfilments[2]!, fulfilments[2]!]
  const { hash, entries } = await worker.client.work.fulfilBatch({ fulfilments: list })
  assert.ok(hash)
  assert.deepEqual(
    entries.map(({ jobId }) => jobId),
    [signed[0]!.jobId, signed[1]!.jobId, signed[2]!.jobId, signed[2]!.jobId],
  )
  assert.equal(entries[0]!.error, undefined)
  assert.match(entries[1]!.error?.message ?? '', /is not that of its requester/)
  assert.equal(entries[2]!.error, undefined)
  assert.match(
    entries[3]!.error?.message ?? '',
    /with this nonce was submitted or cancelled before/,
  )
  for (const index of [0, 2]) {
    assert.equal(
      (await requester.client.jobs.get({ jobId: signed[index]!.jobId })).state,
      'accepted',
    )
  }
  const none = await worker.client.work.fulfilBatch({ fulfilments: [broken] })
  assert.equal(none.hash, undefined)
  assert.equal(none.entries.length, 1)
})

test('a signed request can be posted by anyone, and cancelled before anybody does', async () => {
  const { client } = requester
  const posted = await sign()
  const { jobId, hash } = await worker.client.requests.postSigned(posted)
  await done(hash)
  assert.equal((await client.jobs.get({ jobId })).state, 'open')

  const cancelled = await sign()
  await done(await client.requests.cancel({ request: cancelled.request }))
  await assert.rejects(
    worker.client.requests.postSigned(cancelled),
    /with this nonce was submitted or cancelled before\. Sign a request with another nonce\./,
  )
  const plain = await client.requests.prepare({ model, input, fee: FEE })
  await assert.rejects(client.requests.sign(plain), /is one for requests that are posted/)
})

test('an answer to an open request counts for who announced it', async () => {
  const signed = await sign({ worker: zeroAddress })
  const own = await answer(signed)
  const salt: Hex = `0x${'5a'.repeat(32)}`
  await assert.rejects(
    worker.client.work.fulfil({ ...own, salt }),
    /Announce the commitment to the result first/,
  )
  const commitment = hashCommitment({
    job: signed.jobId,
    worker: worker.address,
    outputRoot: own.receipt.outputRoot,
    salt,
  })
  await done(await worker.client.work.announce({ commitment }))
  await scene.client.mine({ blocks: 1 })
  await assert.rejects(worker.client.work.fulfil({ ...own, salt: zeroHash }), /Announce/)
  const { jobId, hash } = await worker.client.work.fulfil({ ...own, salt })
  await done(hash)
  assert.equal((await requester.client.jobs.get({ jobId })).state, 'accepted')
})

test('a callback that failed is told, and repeated until it succeeds', async () => {
  const target: Hex = `0x${'c0'.repeat(20)}`
  const signed = await sign({ callback: { target, gasLimit: 50_000, when: 2 } })
  const { jobId, hash } = await worker.client.work.fulfil(await answer(signed))
  await done(hash)
  const { client } = requester
  const job = await client.jobs.get({ jobId })
  assert.deepEqual(job.callbacks, { final: 'failed' })
  assert.deepEqual(
    job.steps.map(({ kind }) => kind),
    ['fulfilled', 'callback-failed'],
  )
  // A contract that takes any call.
  await scene.client.setCode({ address: target, bytecode: '0x00' })
  await done(await client.jobs.deliver({ request: signed.request, when: 2 }))
  assert.deepEqual((await client.jobs.get({ jobId })).callbacks, { final: 'delivered' })
  assert.deepEqual(await failing(jobId), [])
  await assert.rejects(
    client.jobs.deliver({ request: signed.request, when: 2 }),
    /has succeeded already/,
  )
})

test('balances move by their owner or within an allowance, and workers say what they ask and stake', async () => {
  const person = await scene.newPerson()
  const { client, address } = person
  await done(await requester.client.balances.transfer({ receiver: address, amount: 7n }))
  assert.equal((await client.balances.get({})).free, 7n)
  await done(await client.balances.deposit({ amount: 40_000_000n }))
  await done(await client.workers.stake({ slots: 2n }))
  assert.equal((await client.balances.get({})).locked, 20_000_000n)
  await done(
    await client.workers.setProfile({ name: 'Ada', endpoint: 'https://ada.example/worker' }),
  )
  const { modelId } = model
  const ask = { model: modelId, fee: 5n, collateral: 6n, lockFor: 7 }
  await done(await client.workers.setAsk(ask))
  const known = await client.workers.get({ worker: address, models: [modelId, zeroHash] })
  assert.equal(known.slots, 2n)
  assert.equal(known.profile?.name, 'Ada')
  assert.deepEqual(
    known.asks.map(({ askedAt: _, ...rest }) => rest),
    [ask],
  )
  await done(await client.workers.removeAsk({ model: modelId }))
  await done(await client.workers.unstake({ slots: 1n }))
  const later = await client.workers.get({ worker: address, models: [modelId] })
  assert.deepEqual([later.asks, later.slots], [[], 1n])
  assert.equal(later.unbonding[0]?.amount, 10_000_000n)
  await assert.rejects(
    client.workers.withdrawStake(),
    /Nothing of the stake of 0x\w+….* is released yet/,
  )
  await scene.client.increaseTime({ seconds: 46 * 86_400 })
  await scene.client.mine({ blocks: 1 })
  await done(await client.workers.withdrawStake())
  assert.equal((await client.balances.get({})).free, 30_000_007n)
})

test('a request repeats as planned, and the account that triggers a run is tipped', async () => {
  const { client, address } = await scene.newPerson()
  const { schedule } = scene.deployment
  await done(await client.balances.deposit({ amount: 10n * FEE }))
  // Returns the same 32 bytes each time: offset 32, length 32, and the bytes.
  const source: Hex = `0x${'50'.repeat(20)}`
  const word = '03'.repeat(32)
  await scene.client.setCode({
    address: source,
    bytecode: `0x60205f5260206020527f${word}60405260605ff3`,
  })
  const { request } = await client.requests.prepare({ model, input, fee: FEE, nonce: 0n })
  const now = Number((await scene.client.getBlock()).timestamp)
  const plan: Plan = {
    template: { ...request, inputRoot: zeroHash, offer: { ...request.offer, expiry: 600 } },
    source,
    firstRun: now + 100,
    period: 60,
    runs: 2,
    tip: 1_000n,
    salt: 1n,
  }
  assert.equal((await client.plans.get({ plan })).exists, false)
  await done(await client.plans.create({ plan }))
  assert.deepEqual((await client.plans.get({ plan })).nextRun, plan.firstRun)
  const { client: helper } = await scene.newPerson()
  await assert.rejects(helper.plans.trigger({ plan }), /is due at 20/)
  await assert.rejects(helper.plans.end({ plan }), /Only the plan's owner/)
  await scene.client.increaseTime({ seconds: 101 })
  await scene.client.mine({ blocks: 1 })
  await assert.rejects(helper.plans.trigger({ plan }), /balances\.approve/)
  const budget = 2n * (FEE + plan.tip)
  await done(await client.balances.approve({ spender: schedule, amount: budget }))
  await done(await helper.plans.trigger({ plan }))
  assert.equal((await helper.balances.get({})).free, 1_000n)
  const spent = FEE + plan.tip
  assert.equal(
    await client.balances.getAllowance({ owner: address, spender: schedule }),
    budget - spent,
  )
  const [job] = await client.jobs.list({ requester: address })
  assert.equal(job?.state, 'open')
  assert.equal(job?.input.data, `0x${word}`)
  const { made, nextRun } = await client.plans.get({ plan })
  assert.deepEqual([made, nextRun], [1, plan.firstRun + 60])
  await done(await client.plans.end({ plan }))
  assert.equal((await client.plans.get({ plan })).nextRun, undefined)
  await assert.rejects(helper.plans.trigger({ plan }), /is over after 1 runs/)
})
