import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PROFILE_NATIVE, tensorRoot } from '@assay/program'
import type { CheckId, Job, ModelVersion } from '@assay/sdk'
import { jobs } from '@assay/sdk'
import { type Address, bytesToHex, createPublicClient, type Hex, http, zeroHash } from 'viem'
import { hardhat } from 'viem/chains'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { writeRelu } from './scene/writeRelu.ts'

const ALL: CheckId[] = [
  'inputRoot',
  'outputRoot',
  'requestDigest',
  'receiptSignature',
  'signer',
  'chain',
  'model',
  'reexecution',
]

let scene: Scene
let model: ModelVersion
let requester: Person
let job: Job
before(async () => {
  scene = await openScene()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  requester = await scene.newPerson()
  job = await finishedJob(await scene.newPerson())
})
after(() => scene?.close())

const input = new Uint8Array(32).fill(3)
const output = new Uint8Array(40).fill(7)

/** A job done by hand: claimed, answered with some bytes, settled. */
async function finishedJob(worker: Person): Promise<Job> {
  const { client } = worker
  const { jobId } = await ask(requester, { model, input })
  const { request } = await client.jobs.get({ jobId })
  await client.waitForTransactionReceipt({ hash: await client.work.claim({ request }) })
  const receipt = {
    worker: worker.address,
    request: jobId,
    outputRoot: await tensorRoot(output),
    evidenceHash: zeroHash,
    profile: PROFILE_NATIVE,
    completedAt: 1_700_000_000n,
  }
  const signature = await client.work.signReceipt({ request, receipt })
  const hash = await client.work.submit({ request, receipt, signature, output })
  await client.waitForTransactionReceipt({ hash })
  return client.jobs.get({ jobId })
}

/** The checks that do not pass for a piece of evidence. */
async function failing(evidence: Job): Promise<string[]> {
  const checks = await requester.client.jobs.verify({
    jobId: job.id,
    job: evidence,
    reexecute: async () => output,
  })
  assert.deepEqual(
    checks.map(({ id }) => id),
    ALL,
  )
  for (const { title, detail } of checks) {
    assert.ok(title.length > 0)
    assert.match(detail, /^\p{Lu}.*\.$/u)
  }
  return checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`)
}

/** The hex string with one of its bytes changed. */
function flip(hex: Hex, index = 0): Hex {
  const at = 2 + 2 * index
  const byte = Number.parseInt(hex.slice(at, at + 2), 16) ^ 1
  return `${hex.slice(0, at)}${byte.toString(16).padStart(2, '0')}${hex.slice(at + 2)}` as Hex
}

test('every check of a sound result passes', async () => {
  assert.equal(job.state, 'accepted')
  assert.deepEqual(await failing(job), [])
})

const REQUEST_FIELDS: [string, (job: Job) => Job['request'], string[]][] = [
  ['requester', ({ request }) => ({ ...request, requester: flip(request.requester, 5) }), []],
  ['nonce', ({ request }) => ({ ...request, nonce: request.nonce ^ 1n }), []],
  ['model', ({ request }) => ({ ...request, model: flip(request.model) }), ['model fail']],
  [
    'inputRoot',
    ({ request }) => ({ ...request, inputRoot: flip(request.inputRoot) }),
    ['inputRoot fail'],
  ],
  [
    'policy.params',
    ({ request }) => ({ ...request, policy: { ...request.policy, params: '0x01' } }),
    [],
  ],
  [
    'policy.verifier',
    ({ request }) => ({
      ...request,
      policy: { ...request.policy, verifier: flip(request.policy.verifier) },
    }),
    [],
  ],
  [
    'policy.seats',
    ({ request }) => ({ ...request, policy: { ...request.policy, seats: 2 } }),
    // The number of seats selects the market, which has signatures and jobs of its own.
    ['chain fail', 'receiptSignature fail', 'signer fail'],
  ],
  [
    'offer.worker',
    ({ request }) => ({
      ...request,
      offer: { ...request.offer, worker: flip(request.offer.worker) },
    }),
    [],
  ],
  ...(['minFee', 'maxFee', 'collateral'] as const).map(
    (name): [string, (job: Job) => Job['request'], string[]] => [
      `offer.${name}`,
      ({ request }) => ({
        ...request,
        offer: { ...request.offer, [name]: request.offer[name] ^ 1n },
      }),
      [],
    ],
  ),
  ...(['rampStart', 'rampLength', 'lockFor', 'expiry'] as const).map(
    (name): [string, (job: Job) => Job['request'], string[]] => [
      `offer.${name}`,
      ({ request }) => ({
        ...request,
        offer: { ...request.offer, [name]: request.offer[name] ^ 1 },
      }),
      [],
    ],
  ),
  [
    'callback.target',
    ({ request }) => ({
      ...request,
      callback: { ...request.callback, target: flip(request.callback.target) },
    }),
    [],
  ],
  [
    'callback.gasLimit',
    ({ request }) => ({ ...request, callback: { ...request.callback, gasLimit: 1 } }),
    [],
  ],
  [
    'callback.when',
    ({ request }) => ({ ...request, callback: { ...request.callback, when: 1 } }),
    [],
  ],
]

for (const [name, change, also] of REQUEST_FIELDS) {
  test(`a changed request.${name} fails the request's digest`, async () => {
    const expected = [...also, 'requestDigest fail'].sort()
    assert.deepEqual((await failing({ ...job, request: change(job) })).sort(), expected)
  })
}

test('any changed byte of the input fails only the input', async () => {
  for (const index of [0, 13, input.length - 1]) {
    const data = flip(bytesToHex(input), index)
    assert.deepEqual(await failing({ ...job, input: { data, uris: [] } }), ['inputRoot fail'])
  }
})

test('any changed byte of the output fails only the output', async () => {
  for (const index of [0, 20, output.length - 1]) {
    const changed = flip(bytesToHex(output), index)
    assert.deepEqual(await failing({ ...job, output: changed }), ['outputRoot fail'])
  }
})

test('any changed byte of the signature fails only the signature', async () => {
  for (let index = 0; index < 65; index++) {
    const signature = flip(job.signature!, index)
    assert.deepEqual(
      await failing({ ...job, signature }),
      ['receiptSignature fail'],
      `byte ${index}`,
    )
  }
})

test('a changed receipt fails its signature, and what else it speaks of', async () => {
  const receipt = job.receipt!
  const changed = (change: Partial<typeof receipt>) =>
    failing({ ...job, receipt: { ...receipt, ...change } })
  assert.deepEqual(await changed({ completedAt: receipt.completedAt + 1n }), [
    'receiptSignature fail',
  ])
  assert.deepEqual(await changed({ request: flip(receipt.request) }), ['receiptSignature fail'])
  assert.deepEqual(await changed({ profile: flip(receipt.profile) }), [
    'receiptSignature fail',
    'model fail',
  ])
  assert.deepEqual(await changed({ outputRoot: flip(receipt.outputRoot) }), [
    'outputRoot fail',
    'receiptSignature fail',
    'chain fail',
    'reexecution fail',
  ])
})

test('another worker or another state than the chain holds is noticed', async () => {
  const [seat] = job.seats
  const worker = flip(seat!.worker, 19) as Address
  assert.deepEqual(await failing({ ...job, seats: [{ ...seat!, worker }] }), ['signer fail'])
  assert.deepEqual(await failing({ ...job, state: 'rejected' }), ['chain fail'])
})

test('a re-execution that differs fails only itself, one that breaks is unknown', async () => {
  const { client } = requester
  const statusOf = async (reexecute: () => Promise<Uint8Array>) => {
    const checks = await client.jobs.verify({ jobId: job.id, reexecute })
    return checks.find(({ id }) => id === 'reexecution')!
  }
  assert.equal((await statusOf(async () => new Uint8Array(40))).status, 'fail')
  const broken = await statusOf(async () => {
    throw new Error('no engine')
  })
  assert.equal(broken.status, 'unknown')
  assert.match(broken.detail, /no engine/)
})

test('zeros that were added to a posted input or a submitted output change no check', async () => {
  const padded = {
    ...job,
    input: { data: `${job.input.data}0000`, uris: [] },
    output: `${job.output!}00`,
  } as const
  let given: Uint8Array | undefined
  const checks = await jobs.verify(requester.client, {
    deployment: scene.deployment,
    jobId: job.id,
    job: padded,
    inputLength: input.length,
    outputLengths: [output.length],
    reexecute: async (bytes) => {
      given = bytes
      return output
    },
  })
  assert.deepEqual(
    checks.filter(({ status }) => status !== 'pass').map(({ id }) => id),
    [],
  )
  assert.deepEqual(given, input)
})

test('what is not there is unknown or not run, never passed', async () => {
  const { jobId } = await ask(requester, { model, input })
  const checks = await requester.client.jobs.verify({ jobId })
  const status = Object.fromEntries(checks.map((check) => [check.id, check.status]))
  assert.deepEqual(status, {
    inputRoot: 'pass',
    outputRoot: 'unknown',
    requestDigest: 'pass',
    receiptSignature: 'unknown',
    signer: 'unknown',
    chain: 'pass',
    model: 'pass',
    reexecution: 'not-run',
  })
})

test('without a chain, what can be computed is computed and the rest is unknown', async () => {
  const nowhere = createPublicClient({
    chain: hardhat,
    transport: http('http://127.0.0.1:1', { retryCount: 0 }),
  })
  const checks = await jobs.verify(nowhere, { deployment: scene.deployment, jobId: job.id, job })
  assert.deepEqual(
    checks.map(({ id, status }) => `${id} ${status}`),
    [
      'inputRoot pass',
      'outputRoot pass',
      'requestDigest pass',
      'receiptSignature unknown',
      'signer unknown',
      'chain unknown',
      'model unknown',
      'reexecution not-run',
    ],
  )
})

test("a signature that is not the account's own is asked of its code, as the market does", async () => {
  const worker = await scene.newPerson()
  const own = await finishedJob(worker)
  const status = async (evidence: Job) => {
    const checks = await requester.client.jobs.verify({ jobId: own.id, job: evidence })
    return checks.find(({ id }) => id === 'receiptSignature')!
  }
  const foreign = { ...own, signature: flip(own.signature!, 3) }
  assert.equal((await status(own)).status, 'pass')
  assert.equal((await status(foreign)).status, 'fail')
  // Answers 0x1626ba7e to everything: PUSH4 1626ba7e PUSH1 e0 SHL PUSH0 MSTORE PUSH1 20 PUSH0 RETURN
  const standsBy: Hex = '0x631626ba7e60e01b5f5260205ff3'
  await scene.client.setCode({ address: worker.address, bytecode: standsBy })
  const stands = await status(foreign)
  assert.equal(stands.status, 'pass')
  assert.match(stands.detail, /is a contract; it stands by this signature \(ERC-1271\)/)
  // An account with code keeps its key (EIP-7702): the key's signature needs nobody's word.
  assert.match((await status(own)).detail, /\(EIP-712, ECDSA\) is that of the worker/)
  // Answers zero: the wallet no longer stands by it.
  await scene.client.setCode({ address: worker.address, bytecode: '0x60205ff3' })
  assert.equal((await status(foreign)).status, 'fail')
  assert.equal((await status(own)).status, 'pass')
})
