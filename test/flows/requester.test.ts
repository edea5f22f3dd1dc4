import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import {
  BaseError,
  jobs,
  MAX_INLINE,
  type ModelCard,
  type ModelVersion,
  requests,
} from '@assay/sdk'
import { createWalletClient, custom, http, UserRejectedRequestError } from 'viem'
import { hardhat, mainnet } from 'viem/chains'
import { ask } from './scene/ask.ts'
import { onnxFile } from './scene/onnxFile.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { writeRelu } from './scene/writeRelu.ts'

let scene: Scene
let model: ModelVersion
let requester: Person
before(async () => {
  scene = await openScene()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  requester = await scene.newPerson()
})
after(() => scene?.close())

const card: ModelCard = {
  name: 'relu',
  input: { shape: [1, 8], dtype: 'f32' },
  output: { shape: [1, 8], dtype: 'f32' },
}
const input = new Uint8Array(32)
const fee = 400_000n

/** It is refused in one sentence with a remedy, as an error of that name. */
const refused = (name: string, sentence: RegExp, remedy: RegExp) => (error: unknown) => {
  assert.ok(error instanceof BaseError, String(error))
  assert.equal(error.name, name)
  assert.match(error.shortMessage, sentence)
  assert.match(error.remedy ?? '', remedy)
  return true
}

test('the quote says what it costs before anything is signed', async () => {
  const before = await scene.client.getBlockNumber()
  const { quote, request, jobId } = await requester.client.requests.prepare({
    model,
    card,
    input,
    fee,
    collateral: 50_000n,
    lockFor: 120,
    expiresIn: 600,
  })
  const { timestamp } = await scene.client.getBlock()
  assert.ok(quote.expiry >= Number(timestamp) + 600)
  assert.equal(request.offer.expiry, quote.expiry)
  assert.deepEqual(
    { ...quote, expiry: 0, warnings: [] },
    {
      fee,
      seats: 1,
      mostSpent: fee,
      collateral: 50_000n,
      expiry: 0,
      lockFor: 120,
      verifier: scene.deployment.verifiers.signature,
      method: 'signature',
      minLockFor: 5,
      leastCollateral: 0n,
      takesLarge: false,
      freeBalance: 0n,
      walletBalance: 1_000_000_000n,
      toDeposit: fee,
      shortfall: 0n,
      warnings: [],
    },
  )
  assert.match(quote.warnings.join(), /only by the worker's signature/)
  assert.match(jobId, /^0x[0-9a-f]{64}$/)
  assert.equal(await scene.client.getBlockNumber(), before)
})

test('deposit and request are one transaction, signed by permit', async () => {
  const person = await scene.newPerson()
  const steps: string[] = []
  const prepared = await person.client.requests.prepare({ model, input, fee })
  await person.client.requests.post({ ...prepared, onStep: (step) => steps.push(step) })
  assert.deepEqual(steps, ['sign-permit', 'post'])
  assert.equal(await scene.client.getTransactionCount({ address: person.address }), 1)
  assert.equal((await person.client.balances.get({})).wallet, 1_000_000_000n - fee)
})

test('an account that signs no permits approves instead', async () => {
  const person = await scene.newPerson()
  const account = {
    ...person.account,
    // A contract wallet's signature is longer than that of a key.
    signTypedData: async () => `0x${'11'.repeat(96)}` as const,
  }
  const steps: string[] = []
  const prepared = await person.client.requests.prepare({ model, input, fee })
  await person.client.requests.post({
    ...prepared,
    account,
    onStep: (step) => steps.push(step),
  })
  assert.deepEqual(steps, ['sign-permit', 'approve', 'deposit', 'post'])
})

test('input of a wrong size, type or kind is refused before anything is asked of the chain', async () => {
  const { client } = requester
  const prepare = (bad: unknown) =>
    client.requests.prepare({ model, card, input: bad as Uint8Array, fee })
  await assert.rejects(
    prepare(new Uint8Array(31)),
    refused(
      'InvalidInputError',
      /^The input has 31 bytes; the model "relu" takes 32 \(f32, 1 x 8\)\.$/,
      /shape and type/,
    ),
  )
  await assert.rejects(
    prepare(new Float32Array(8)),
    refused(
      'InvalidInputError',
      /^The input is a Float32Array; a model takes a Uint8Array/,
      /card/,
    ),
  )
  await assert.rejects(prepare('text'), refused('InvalidInputError', /is a string/, /card/))
  await assert.rejects(
    prepare(new Uint8Array(0)),
    refused('InvalidInputError', /has no bytes/, /at least one byte/),
  )
  await assert.rejects(
    client.requests.prepare({ model, input: new Uint8Array(MAX_INLINE + 1), fee }),
    refused('InvalidInputError', /at most 8192 travel inside/, /`uris`/),
  )
})

test('a model that nobody published, and amounts that no request carries', async () => {
  const { client } = requester
  await assert.rejects(
    client.requests.prepare({ model: `0x${'ab'.repeat(32)}`, input, fee }),
    refused('ContractError', /^Nobody published the model 0xababab…abab/, /publish the model/),
  )
  await assert.rejects(
    client.models.get({ name: 'absent' }),
    refused('ModelNotFoundError', /^Nobody published a model of the name "absent"/, /models\.list/),
  )
  await assert.rejects(
    client.requests.prepare({ model, input, fee: 1 as unknown as bigint }),
    refused('InvalidAmountError', /^The fee 1 is not/, /bigint/),
  )
  await assert.rejects(
    client.requests.prepare({ model, input, fee: -1n }),
    refused('InvalidAmountError', /^The fee -1 is not/, /zero or more/),
  )
  await assert.rejects(
    client.jobs.get({ jobId: `0x${'cd'.repeat(32)}` }),
    refused('JobNotFoundError', /knows no job/, /network/),
  )
})

test('input of a wrong size is refused without a card at hand: the registry or the published card knows', async () => {
  const { client } = requester
  const bytes = Buffer.from(JSON.stringify(card))
  const server = createServer((_, response) => void response.end(bytes)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const cardFile = join(scene.folder, 'card.json')
    writeFileSync(cardFile, bytes)
    const { port } = server.address() as AddressInfo
    const other = join(scene.folder, 'other.onnx')
    writeFileSync(other, onnxFile([2, 4]))
    const withCard = await publishModelFile(scene, {
      ...{ name: 'with-card', path: other, card: cardFile },
      blobsUrl: `http://127.0.0.1:${port}`,
    })
    await assert.rejects(
      client.requests.prepare({ model: withCard, input: new Uint8Array(31), fee }),
      refused('InvalidInputError', /31 bytes; the model "relu" takes 32/, /card/),
    )
    const fits = await client.requests.prepare({ model: withCard, input, fee })
    assert.ok(!fits.quote.warnings.some((warning) => /card/.test(warning)))
    // Nobody serves the card of this one.
    const unsure = await client.requests.prepare({ model, input: new Uint8Array(31), fee })
    assert.ok(unsure.quote.warnings.some((warning) => /its card was not given/.test(warning)))
  } finally {
    server.close()
  }
  const exact = await publishModelFile(scene, {
    name: 'digits',
    path: resolve(import.meta.dirname, '../../models/digits/program.assay'),
  })
  await assert.rejects(
    client.requests.prepare({ model: exact, input: new Uint8Array(783), fee }),
    refused('InvalidInputError', /783 bytes; the model "digits" takes 784/, /card/),
  )
})

test('an account without coin for gas is told what it holds and what it takes', async () => {
  const poor = await scene.newPerson()
  const prepared = await poor.client.requests.prepare({ model, input, fee })
  await scene.client.setBalance({ address: poor.address, value: 7n })
  await assert.rejects(
    poor.client.requests.post(prepared),
    refused(
      'InsufficientGasError',
      /^0x\w+ holds 0\.0{17}7 of the chain's coin, and the gas of this takes up to 0\.\d+\.$/,
      /^Send it about 0\.\d+ more/,
    ),
  )
})

test('too little money is said with both amounts', async () => {
  const { client } = requester
  const prepared = await client.requests.prepare({ model, input, fee: 5_000_000_000n })
  assert.equal(prepared.quote.shortfall, 4_000_000_000n)
  await assert.rejects(
    client.requests.post(prepared),
    refused(
      'InsufficientTokenError',
      /takes 5000 tUSD, and the account holds 1000 tUSD/,
      /4000 tUSD/,
    ),
  )
})

test('a rejection in the wallet, a wrong network, a missing account and a dead node', async () => {
  const prepared = await requester.client.requests.prepare({ model, input, fee })
  const { deployment } = scene
  const inner = http(scene.node.rpcUrl)({ chain: hardhat })
  const wallet = (answers: Record<string, () => unknown>) =>
    createWalletClient({
      account: requester.address,
      chain: hardhat,
      transport: custom(
        {
          request: async ({ method, params }: { method: string; params?: unknown }) => {
            const answer = answers[method]
            return answer ? answer() : inner.request({ method, params } as never)
          },
        },
        { retryCount: 0 },
      ),
    })
  const reject = () => {
    throw new UserRejectedRequestError(new Error('no'))
  }
  await assert.rejects(
    requests.post(wallet({ eth_signTypedData_v4: reject }), { deployment, ...prepared }),
    refused('UserRejectedError', /rejected in the wallet/, /nothing spent/),
  )
  await assert.rejects(
    requests.post(wallet({ eth_chainId: () => '0x1' }), { deployment, ...prepared }),
    refused('WrongChainError', /on chain 1, but the market is on chain 31337/, /Switch/),
  )
  const nobody = createWalletClient({ chain: mainnet, transport: http(scene.node.rpcUrl) })
  await assert.rejects(
    requests.post(nobody, { deployment, ...prepared }),
    refused('AccountMissingError', /no account/, /Connect a wallet/),
  )
  const elsewhere = createWalletClient({
    account: requester.account,
    chain: mainnet,
    transport: http(scene.node.rpcUrl),
  })
  await assert.rejects(
    requests.post(elsewhere, { deployment, ...prepared }),
    refused(
      'WrongChainError',
      /client is set to chain 1, but the market is on chain 31337/,
      /31337/,
    ),
  )
  const dead = createWalletClient({
    account: requester.account,
    chain: hardhat,
    transport: http('http://127.0.0.1:1', { retryCount: 0 }),
  })
  await assert.rejects(
    requests.post(dead, { deployment, ...prepared }),
    refused('NetworkError', /cannot be reached/, /RPC address/),
  )
})

test('jobs are listed by requester and watched as they change', async () => {
  const person = await scene.newPerson()
  const seen: string[][] = []
  let changed = () => {}
  const stop = jobs.watch(person.client, {
    deployment: scene.deployment,
    requester: person.address,
    pollingInterval: 20,
    onJobs: (jobs) => {
      seen.push(jobs.map(({ state }) => state))
      changed()
    },
  })
  const next = () =>
    new Promise<void>((resolve) => {
      changed = resolve
    })
  try {
    if (seen.length === 0) await next()
    assert.deepEqual(seen.at(-1), [])
    const first = next()
    const { jobId } = await ask(person, { model, input })
    await first
    assert.deepEqual(seen.at(-1), ['open'])
    const second = next()
    const { request } = await person.client.jobs.get({ jobId })
    await person.client.requests.cancel({ request })
    await second
    assert.deepEqual(seen.at(-1), ['cancelled'])
    assert.deepEqual(
      (await person.client.jobs.list({ requester: person.address })).map(({ id }) => id),
      [jobId],
    )
    assert.ok((await person.client.jobs.list()).length > 1)
  } finally {
    stop()
  }
})

test('waiting ends with the signal', async () => {
  const { jobId } = await ask(requester, { model, input })
  const controller = new AbortController()
  await assert.rejects(
    requester.client.jobs.wait({
      jobId,
      signal: controller.signal,
      pollingInterval: 10,
      onStatus: () => controller.abort(new Error('enough')),
    }),
    /enough/,
  )
})
