import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { modelId, PROFILE_NATIVE, tensorRoot } from '@assay/program'
import { openFloatModel } from '@assay/program/node'
import { fetchModelCard } from '@assay/sdk'
import { hexToBytes } from 'viem'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import type { ServiceUnderTest } from './scene/startService.ts'
import { startWorker } from './scene/startWorker.ts'

const digits = resolve(import.meta.dirname, '../../models/digits')
const path = resolve(digits, 'model.onnx')
const card = resolve(digits, 'card.json')

let scene: Scene
let requester: Person
let operator: Person
let worker: ServiceUnderTest
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
  operator = await scene.newPerson()
  worker = await startWorker(scene, { person: operator, models: [{ path, card, minFee: '0.1' }] })
  await publishModelFile(scene, { name: 'digits', path, card, blobsUrl: `${worker.url}/blobs` })
})
after(async () => {
  await worker?.process.kill('SIGKILL')
  await scene?.close()
})

test('a request becomes a result that passes every check', async () => {
  const { client } = requester
  const model = await client.models.get({ name: 'digits' })
  const fetched = await fetchModelCard({ model })
  const input = new Uint8Array(784).map((_, index) => (index * 7) % 256)
  const prepared = await client.requests.prepare({ model, card: fetched, input, fee: 400_000n })
  assert.equal(prepared.quote.mostSpent, 400_000n)
  const { jobId } = await client.requests.post(prepared)
  assert.equal(jobId, prepared.jobId)

  const states: string[] = []
  const job = await client.jobs.wait({
    jobId,
    pollingInterval: 20,
    onStatus: ({ state }) => states.push(state),
  })
  assert.equal(job.state, 'accepted')
  assert.deepEqual(
    job.steps.map((step) => step.kind),
    ['posted', 'claimed', 'submitted', 'finalized'],
  )
  const session = await openFloatModel(readFileSync(path), { card: fetched as never })
  const expected = await session.run(input)
  await session.close()
  assert.deepEqual(hexToBytes(job.output!), expected)

  const checks = await client.jobs.verify({ jobId, reexecute: async () => expected })
  assert.deepEqual(
    checks.map(({ id, status }) => `${id} ${status}`),
    [
      'inputRoot pass',
      'outputRoot pass',
      'requestDigest pass',
      'receiptSignature pass',
      'signer pass',
      'chain pass',
      'model pass',
      'reexecution pass',
    ],
  )
  const paid = await client.balances.get({ address: operator.address })
  assert.equal(paid.free, 400_000n)
  const id = await modelId(PROFILE_NATIVE, await tensorRoot(readFileSync(path)))
  assert.equal(model.modelId, id)
})
