import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ModelVersion } from '@assay/sdk'
import type { Hex } from 'viem'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import type { ServiceUnderTest } from './scene/startService.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'
import { writeRelu } from './scene/writeRelu.ts'

const COLLATERAL = 50_000n
const FEE = 400_000n

let scene: Scene
let requester: Person
let model: ModelVersion
const people: Person[] = []
const workers: ServiceUnderTest[] = []
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  for (let index = 0; index < 2; index++) {
    const person = await scene.newPerson()
    await person.client.balances.deposit({ amount: 1_000_000n })
    people.push(person)
    workers.push(await startWorker(scene, { person, models: [{ path }] }))
  }
})
after(async () => {
  for (const worker of workers) await worker.process.kill('SIGKILL')
  await scene?.close()
})

const balances = () =>
  Promise.all(
    people.map(async ({ address }) => (await requester.client.balances.get({ address })).free),
  )

test('of two workers that race for a job, one is paid and the other loses nothing', async () => {
  const before = await balances()
  const prepared = await requester.client.requests.prepare({
    model,
    input: new Uint8Array(32),
    fee: FEE,
    collateral: COLLATERAL,
  })
  const jobId = prepared.jobId
  // Blocks stand still until both workers have tried: the second claim waits in the same block, or was already refused
  // by its simulation on top of the first.
  await scene.client.setAutomine(false)
  try {
    await requester.client.requests.post(prepared)
    await scene.client.mine({ blocks: 1 })
    await until('both workers to have tried', async () => {
      const { transactions } = await scene.client.getBlock({ blockTag: 'pending' })
      const refused = workers.filter(({ log }) => log().includes('another worker was faster'))
      return transactions.length + refused.length === 2
    })
  } finally {
    await scene.client.setAutomine(true)
    await scene.client.mine({ blocks: 1 })
  }

  const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
  assert.equal(job.state, 'accepted')
  const gained = (await balances()).map((balance, index) => balance - before[index]!)
  assert.deepEqual(gained.toSorted(), [0n, FEE])
  const winner = people[gained.indexOf(FEE)]!
  assert.equal(job.seats[0]!.worker, winner.address)
  const loser = workers[gained.indexOf(0n)]!
  await until('the loser to say so', () => loser.log().includes('another worker was faster'))
  for (const { process, url } of workers) {
    assert.ok(process.running)
    assert.equal((await fetch(`${url}/ready`)).status, 200)
  }
})

test('many jobs at once are each done once, and every fee is paid', async () => {
  const before = await balances()
  const ids: Hex[] = []
  for (let index = 0; index < 12; index++) {
    const { jobId } = await ask(requester, {
      model,
      input: new Uint8Array(new Float32Array(8).fill(index).buffer),
      fee: FEE,
      collateral: COLLATERAL,
    })
    ids.push(jobId)
  }
  for (const jobId of ids) {
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
  }
  const gained = (await balances()).map((balance, index) => balance - before[index]!)
  assert.equal(gained[0]! + gained[1]!, FEE * 12n)
})
