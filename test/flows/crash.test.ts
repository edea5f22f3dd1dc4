import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ModelVersion } from '@assay/sdk'
import { playCrashes } from '../crashes/playCrashes.ts'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'
import { writeRelu } from './scene/writeRelu.ts'

const COLLATERAL = 50_000n
const FEE = 400_000n

let scene: Scene
let requester: Person
let model: ModelVersion
let models: { path: string }[]
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  models = [{ path }]
})
after(() => scene?.close())

const input = () => new Uint8Array(new Float32Array([1, -1, 2, -2, 3, -3, 4, -4]).buffer)

/** Every point at which what was done and what is known of it can fall apart. */
const POINTS = [
  'deposit:journaled',
  'deposit:broadcast',
  'claim:journaled',
  'claim:broadcast',
  'claim:included',
  'run:stored',
  'submit:journaled',
  'submit:broadcast',
  'submit:included',
]

for (const killAt of POINTS) {
  test(`killed at ${killAt} and restarted, a worker finishes and pays no transaction twice`, async () => {
    const person = await scene.newPerson()
    const { jobId } = await ask(requester, {
      model,
      input: input(),
      fee: FEE,
      collateral: COLLATERAL,
      worker: person.address,
    })
    const first = launchWorker(scene, { person, models, settings: { faults: { killAt } } })
    assert.equal(await first.process.ended(), 'SIGKILL', first.log())

    const second = await startWorker(scene, { person, models, data: first.data })
    try {
      const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
      assert.equal(job.state, 'accepted')
      assert.deepEqual(
        job.steps.map((step) => step.kind),
        ['posted', 'claimed', 'submitted', 'finalized'],
      )
      // Deposit, claim, and submission with settlement: three transactions, whatever happened in between.
      await until('the worker to know of its last transaction', async () => {
        const status = (await (await fetch(`${second.url}/status`)).json()) as { jobs: unknown[] }
        return status.jobs.length === 0
      })
      assert.equal(await scene.client.getTransactionCount({ address: person.address }), 3)
      const { free, wallet } = await requester.client.balances.get({ address: person.address })
      assert.equal(free, COLLATERAL + FEE)
      assert.equal(wallet, 1_000_000_000n - COLLATERAL)
    } finally {
      await second.process.kill('SIGKILL')
    }
  })
}

for (const pending of ['claim', 'submission'] as const) {
  test(`killed from outside while its ${pending} waits for a block, a worker sends no second one`, async () => {
    const { client } = scene
    const person = await scene.newPerson()
    const address = person.address
    const { jobId } = await ask(requester, { model, input: input(), worker: address })
    const waiting = async () => {
      const all = await client.getTransactionCount({ address, blockTag: 'pending' })
      return all > (await client.getTransactionCount({ address }))
    }
    await client.setAutomine(false)
    try {
      const first = await startWorker(scene, { person, models })
      await until('the claim to be sent', waiting)
      if (pending === 'submission') {
        await client.mine({ blocks: 1 })
        await until('the submission to be sent', waiting)
        assert.equal((await requester.client.jobs.get({ jobId })).state, 'claimed')
      }
      assert.equal(await first.process.kill('SIGKILL'), 'SIGKILL')

      const second = await startWorker(scene, { person, models, data: first.data })
      await until('the restarted worker to have looked at the job', async () =>
        second.log().includes('taking up a transaction of the last run'),
      )
      await client.setAutomine(true)
      await client.mine({ blocks: 1 })
      const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
      assert.equal(job.state, 'accepted')
      await second.process.kill('SIGKILL')
      assert.equal(await client.getTransactionCount({ address, blockTag: 'pending' }), 2)
    } finally {
      await client.setAutomine(true)
    }
  })
}

for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} finishes what is claimed, then ends with 0`, async () => {
    const person = await scene.newPerson()
    const worker = await startWorker(scene, { person, models })
    const { jobId } = await ask(requester, { model, input: input(), worker: person.address })
    await until('the claim', async () => {
      const { state } = await requester.client.jobs.get({ jobId })
      return state !== 'open'
    })
    assert.equal(await worker.process.kill(signal), 0, worker.log())
    assert.equal((await requester.client.jobs.get({ jobId })).state, 'accepted')
  })
}

test('two processes on one data folder, or on one key, refuse to run', async () => {
  const person = await scene.newPerson()
  const other = await scene.newPerson()
  const worker = await startWorker(scene, { person, models })
  try {
    const sameFolder = launchWorker(scene, { person: other, models, data: worker.data })
    assert.equal(await sameFolder.process.ended(), 2)
    assert.match(sameFolder.process.stderr, /Another process already uses the data folder/)
    const sameKey = launchWorker(scene, { person, models })
    assert.equal(await sameKey.process.ended(), 2)
    assert.match(sameKey.process.stderr, /Another process already uses the key of 0x/)
  } finally {
    await worker.process.kill('SIGKILL')
  }
})

test('killed at random in a stream of jobs, with failing nodes and a reorganisation, a worker loses no job and pays for none twice', async () => {
  const [{ path }] = models as [{ path: string }]
  const played = await playCrashes({ scene, model, path, seed: 1, kills: 3 })
  assert.equal(played.kills, 3)
  assert.equal(played.reorgs, 1)
  assert.ok(played.posted > 0 && played.signed > 0)
})
