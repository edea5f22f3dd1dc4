import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { openReference, readProgram } from '@assay/program'
import { assayActions, BaseError, type GivenInput, type ModelCard } from '@assay/sdk'
import { createWalletClient, http } from 'viem'
import { hardhat } from 'viem/chains'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startWorker } from './scene/startWorker.ts'

const pump = resolve(import.meta.dirname, '../../models/pump')
const path = resolve(pump, 'program.assay')
const card = resolve(pump, 'card.json')
const { features } = (JSON.parse(readFileSync(card, 'utf8')) as ModelCard).input as unknown as {
  features: { name: string; scale: number; zero: number }[]
}
const bytes = new Uint8Array(features.map((_, index) => 100 + index))
const input = Object.fromEntries(
  features.map(({ name, scale, zero }, index) => [name, (100 + index - zero) * scale]),
)

let scene: Scene
let person: Person
let worker: Awaited<ReturnType<typeof startWorker>>
before(async () => {
  scene = await openScene()
  person = await scene.newPerson()
  worker = await startWorker(scene, {
    person: await scene.newPerson(),
    models: [{ path, card, minFee: '0.25' }],
  })
  await publishModelFile(scene, { name: 'pump', path, card, blobsUrl: `${worker.url}/blobs` })
})
after(() => scene?.close())

const quick = { pollingInterval: 20 } as const

test('a model is asked with numbers by name, for the price of its worker, and answers in words once it is signed', async () => {
  const states: string[] = []
  const answer = await person.client.run({
    ...quick,
    model: 'pump',
    input,
    onStatus: ({ state }) => states.push(state),
  })
  const { program } = await readProgram(readFileSync(path))
  assert.deepEqual(answer.bytes, await (await openReference(program)).run(bytes))
  const [output] = answer.outputs
  assert.ok(output?.kind === 'classes')
  assert.equal(answer.label, output.classes[0]?.label)
  assert.deepEqual(output.classes.map(({ label }) => label).sort(), [...answer.card.labels].sort())
  assert.equal(answer.job.request.offer.maxFee, 250_000n)
  assert.equal(answer.receipt.request, answer.jobId)
  assert.equal(states.at(-1), 'submitted')
  assert.equal(answer.isSettled, false)
})

test('without a word the answer of an exact model can be disputed, and it is final once nobody did', async () => {
  const { client } = person
  const { handle, quote } = await client.runs.prepare({ model: 'pump', input })
  assert.equal(quote.method, 'optimistic')
  assert.equal(quote.collateral, 2_500_000n)
  assert.deepEqual(quote.warnings, [])
  const signed = await client.runs.resume({ ...quick, handle })
  await scene.client.increaseTime({ seconds: 31 })
  await scene.client.mine({ blocks: 1 })
  const settled = await client.runs.resume({ ...quick, handle, until: 'settled' })
  assert.deepEqual([signed.isSettled, settled.isSettled], [false, true])
  assert.equal(settled.job.state, 'accepted')
  assert.deepEqual(settled.bytes, signed.bytes)
})

test('only a signature is bought where that is asked for, with a warning, and is final at once', async () => {
  const { client } = person
  const { handle, quote } = await client.runs.prepare({ model: 'pump', input, method: 'signature' })
  assert.match(quote.warnings.join(), /only by the worker's signature/)
  const answer = await client.runs.resume({ ...quick, handle })
  assert.equal(answer.isSettled, true)
  assert.equal(answer.job.state, 'accepted')
})

test('a run that was stopped goes on elsewhere with its handle, as the same job for one fee', async () => {
  const before = await person.client.balances.get()
  const stop = new AbortController()
  let handle = ''
  await assert.rejects(
    person.client.run({
      ...quick,
      ...{ model: 'pump@1', input, fee: 400_000n, signal: stop.signal },
      onHandle: (text) => {
        handle = text
      },
      onStatus: () => stop.abort(new Error('the page was closed')),
    }),
    /the page was closed/,
  )
  // Another process, which has only the text.
  const other = createWalletClient({
    account: person.account,
    chain: hardhat,
    transport: http(scene.node.rpcUrl),
  }).extend(assayActions(scene.deployment))
  const resumed = await Promise.all(
    [1, 2].map(() => other.runs.resume({ ...quick, handle: `${handle}` })),
  )
  assert.deepEqual(resumed[0], resumed[1])
  const again = await person.client.runs.resume({ ...quick, handle })
  assert.equal(again.jobId, resumed[0]?.jobId)
  const now = await person.client.balances.get()
  assert.equal(before.wallet + before.free - now.wallet - now.free, 400_000n)
})

test('a run that ended before it was posted is posted by its handle, once', async () => {
  let handle = ''
  const keep = { ...quick, model: 'pump', input, fee: 400_000n }
  await assert.rejects(
    person.client.run({
      ...keep,
      onHandle: (text) => {
        handle = text
        throw new Error('the machine failed')
      },
    }),
    /the machine failed/,
  )
  const before = (await person.client.jobs.list()).length
  const answers = await Promise.all(
    [1, 2].map(() => person.client.runs.resume({ ...quick, handle }).catch((error) => error)),
  )
  const answer = answers.find((each) => !(each instanceof Error))
  assert.ok(answer, String(answers[0]))
  assert.equal((await person.client.jobs.list()).length, before + 1)
})

test('what cannot be run is refused before anything is signed', async () => {
  const refused = (name: string, sentence: RegExp, remedy: RegExp) => (error: unknown) => {
    assert.ok(error instanceof BaseError, String(error))
    assert.equal(error.name, name)
    assert.match(error.shortMessage, sentence)
    assert.match(error.remedy ?? '', remedy)
    return true
  }
  const { client } = person
  const run = (model: string, given: GivenInput) => client.run({ ...quick, model, input: given })
  await assert.rejects(
    run('pump', { speed: 1 }),
    refused('InvalidInputError', /is missing/, /takes the numbers speed/),
  )
  await assert.rejects(
    run('nobody', input),
    refused('ModelNotFoundError', /Nobody published/, /models\.list/),
  )
  await assert.rejects(
    client.runs.resume({ handle: '{}' }),
    refused('HandleError', /no handle/, /onHandle/),
  )
  const { handle } = await client.runs.prepare({ model: 'pump', input, expiresIn: 30 })
  const elsewhere = { ...scene.deployment, market: scene.deployment.token }
  const other = createWalletClient({
    account: person.account,
    transport: http(scene.node.rpcUrl),
  }).extend(assayActions(elsewhere))
  await assert.rejects(
    other.runs.resume({ handle }),
    refused('HandleError', /no handle/, /deployment/),
  )
  await scene.client.increaseTime({ seconds: 60 })
  await scene.client.mine({ blocks: 1 })
  await assert.rejects(
    client.runs.resume({ handle }),
    refused('RunExpiredError', /never posted/, /Nothing was paid/),
  )
})

test('a job that its requester took back gives no answer, and says so', async () => {
  const { client } = await scene.newPerson()
  const someone = await scene.newPerson()
  const { handle, jobId } = await client.runs.prepare({
    ...{ model: 'pump', input, fee: 400_000n, worker: someone.address },
  })
  const run = client.runs.resume({
    ...quick,
    handle,
    onStatus: ({ state, request }) => {
      if (state === 'open') void client.requests.cancel({ request })
    },
  })
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof BaseError)
    assert.equal(error.name, 'RunFailedError')
    assert.match(error.message, new RegExp(`${jobId} gave no answer: its requester took it back`))
    return true
  })
})
