import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { encodeQuorumParams, type Job, type ModelVersion } from '@assay/sdk'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const digits = resolve(import.meta.dirname, '../../models/digits')
const models = [{ path: join(digits, 'program.assay'), card: join(digits, 'card.json') }]

const FEE = 400_000n
const COLLATERAL = 60_000n
const ALL = 1_000_000_000n
/** What deployContracts makes a stake slot cost. */
const SLOT_STAKE = 10_000_000n

let scene: Scene
let model: ModelVersion
/** Whose jobs the liar takes, whose the second honest worker, and whose both honest ones alone. */
let deceived: Person
let unlucky: Person
let drawing: Person
let honest: Person
let second: Person
let liar: Person
before(async () => {
  scene = await openScene()
  const [{ path, card }] = models as [{ path: string; card: string }]
  model = await publishModelFile(scene, { name: 'digits', path, card })
  deceived = await scene.newPerson()
  unlucky = await scene.newPerson()
  drawing = await scene.newPerson()
  honest = await scene.newPerson()
  second = await scene.newPerson()
  liar = await scene.newPerson()
  // Before their processes start: a key's nonces are given out by one of the two.
  await Promise.all([stake(honest, 2n), stake(second, 2n)])
  const only = (...requesters: Person[]) => ({
    policy: { allow: requesters.map(({ address }) => address) },
  })
  await Promise.all([
    startWorker(scene, { person: honest, models }),
    startWorker(scene, { person: second, models, settings: only(unlucky, drawing) }),
    startWorker(scene, {
      person: liar,
      models,
      settings: only(deceived),
      lie: ['--lie', 'last-step'],
    }),
  ])
})
after(() => scene?.close())

async function stake({ client }: Person, slots: bigint): Promise<void> {
  const operator = scene.deployment.workerRegistry
  for (const send of [
    () => client.deposit({ amount: slots * SLOT_STAKE }),
    () => client.setOperator({ operator, approved: true }),
    () => client.stakeSlots({ slots }),
  ]) {
    await client.waitForTransactionReceipt({ hash: await send() })
  }
}

const pixels = (salt: number) =>
  new Uint8Array(784).map((_, index) => (index * 31 + salt * 17) % 256)

/** Asks for several answers of which two have to agree. */
function askThree(requester: Person, salt: number) {
  return ask(requester, {
    model,
    input: pixels(salt),
    fee: FEE,
    collateral: COLLATERAL,
    lockFor: 120,
    seats: 3,
    verifier: scene.deployment.verifiers.quorum,
    params: encodeQuorumParams({ k: 2, window: 0, drawn: false }),
  })
}

async function everything({ client, address }: Person): Promise<bigint> {
  const { market, wallet } = await client.getBalance({ address })
  return market + wallet
}

const seatOf = (job: Job, { address }: Person) =>
  job.seats.find(({ worker }) => worker === address)!

/** Every new point at which what was done and what is known of it can fall apart. */
const POINTS = [
  'salt:stored',
  'commit:broadcast',
  'commit:included',
  'reveal:journaled',
  'reveal:included',
]

for (const [index, killAt] of POINTS.entries()) {
  test(`default: of three workers one lies and one is killed at ${killAt}; the truth is paid`, async () => {
    const mortal = await scene.newPerson()
    const before = { liar: await everything(liar), requester: await everything(deceived) }
    const { jobId } = await askThree(deceived, index)
    const settings = { faults: { killAt } }
    const first = launchWorker(scene, { person: mortal, models, settings })
    assert.equal(await first.process.ended(), 'SIGKILL', first.log())
    const again = await startWorker(scene, { person: mortal, models, data: first.data })
    try {
      const { client } = deceived
      const job = await client.waitForResult({ jobId, pollingInterval: 20 })
      assert.equal(job.state, 'accepted', again.log())
      assert.equal(seatOf(job, mortal).paid, FEE)
      assert.equal(seatOf(job, honest).paid, FEE)
      assert.equal(seatOf(job, liar).forfeited, true)
      assert.equal(job.receipt!.outputRoot, seatOf(job, honest).outputRoot)
      assert.equal(job.steps.filter(({ kind }) => kind === 'committed').length, 3)
      assert.equal(job.steps.filter(({ kind }) => kind === 'submitted').length, 3)
      assert.equal(await everything(mortal), ALL + FEE)
      assert.equal(await everything(liar), before.liar - COLLATERAL)
      // One seat's fee comes back, with half of what the liar lost.
      assert.equal(await everything(deceived), before.requester - 2n * FEE + COLLATERAL / 2n)

      for (const [seat, { worker }] of job.seats.entries()) {
        const checks = await client.verifyResult({ jobId, seat })
        const failed = checks.filter(({ status }) => status === 'fail' || status === 'unknown')
        assert.deepEqual(failed, [], `seat ${seat} of ${worker}`)
      }
    } finally {
      await again.process.kill('SIGKILL')
    }
  })
}

test('behavior: where workers are drawn, they draw and come with their stake slots', async () => {
  // Many slots that nobody works with: at first, few are let in.
  const idle = await scene.newPerson()
  await stake(idle, 60n)
  await scene.client.mine({ blocks: 1, interval: 2 })
  const { jobId } = await ask(drawing, {
    model,
    input: pixels(90),
    fee: FEE,
    collateral: COLLATERAL,
    lockFor: 120,
    seats: 2,
    verifier: scene.deployment.verifiers.quorum,
    params: encodeQuorumParams({ k: 2, window: 0, drawn: true }),
  })
  const job = await until('two drawn workers to answer', async () => {
    // The draw is decided by a block to come, and widens with the chain's time.
    await scene.client.mine({ blocks: 1 })
    const found = await drawing.client.getJob({ jobId })
    return found.state === 'accepted' && found
  })
  assert.deepEqual(
    job.seats.map(({ worker }) => worker).sort(),
    [honest.address, second.address].sort(),
  )
})

test('behavior: who dies for good forfeits its seat, and the others settle without it', async () => {
  const mortal = await scene.newPerson()
  const before = await everything(unlucky)
  const settings = { faults: { killAt: 'claim:included' } }
  const dead = launchWorker(scene, { person: mortal, models, settings })
  const { jobId } = await askThree(unlucky, 80)
  assert.equal(await dead.process.ended(), 'SIGKILL', dead.log())
  const { client } = unlucky
  await until('two commitments', async () => {
    const { steps } = await client.getJob({ jobId })
    return steps.filter(({ kind }) => kind === 'committed').length === 2
  })
  assert.equal((await client.getJob({ jobId })).state, 'claimed')
  await pass(121)
  await until('two results', async () => {
    const { steps } = await client.getJob({ jobId })
    return steps.filter(({ kind }) => kind === 'submitted').length === 2
  })
  await client.waitForResult({ jobId, pollingInterval: 20 })
  const job = await client.getJob({ jobId })
  assert.equal(job.state, 'accepted')
  assert.equal(seatOf(job, mortal).forfeited, true)
  assert.equal(await everything(mortal), ALL - COLLATERAL)
  assert.equal(await everything(unlucky), before - 2n * FEE + COLLATERAL / 2n)
})

/** Lets time pass on the chain, and a block come with it. */
async function pass(seconds: number): Promise<void> {
  await scene.client.increaseTime({ seconds })
  await scene.client.mine({ blocks: 1 })
}
