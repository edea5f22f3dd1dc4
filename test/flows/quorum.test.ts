import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { FILL_TIME } from '@assay/protocol'
import { encodeQuorumParams, type Job, type ModelVersion } from '@assay/sdk'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const digits = resolve(import.meta.dirname, '../../models/digits')
const models = [{ path: join(digits, 'program.assay'), card: join(digits, 'card.json') }]

/** Settings of a worker that takes seats which anyone may take. */
const JOINING = { policy: { undrawnQuorums: true } }

const FEE = 400_000n
const COLLATERAL = 60_000n
const ALL = 1_000_000_000n
/** What deployContracts makes a stake slot cost. */
const SLOT_STAKE = 10_000_000n

let scene: Scene
let model: ModelVersion
/** Whose jobs the liar takes, whose the second honest worker, whose the honest ones that staked, and whose only one. */
let deceived: Person
let unlucky: Person
let drawing: Person
let lonely: Person
let honest: Person
let second: Person
let third: Person
let liar: Person
before(async () => {
  scene = await openScene()
  const [{ path, card }] = models as [{ path: string; card: string }]
  model = await publishModelFile(scene, { name: 'digits', path, card })
  deceived = await scene.newPerson()
  unlucky = await scene.newPerson()
  drawing = await scene.newPerson()
  lonely = await scene.newPerson()
  honest = await scene.newPerson()
  second = await scene.newPerson()
  third = await scene.newPerson()
  liar = await scene.newPerson()
  // Before their processes start: a key's nonces are given out by one of the two.
  await Promise.all([honest, second, third].map((person) => stake(person, 2n)))
  const only = (...requesters: Person[]) => ({
    policy: { ...JOINING.policy, allow: requesters.map(({ address }) => address) },
  })
  await Promise.all([
    startWorker(scene, { person: honest, models, settings: JOINING }),
    startWorker(scene, { person: second, models, settings: only(unlucky, drawing) }),
    startWorker(scene, { person: third, models, settings: only(drawing) }),
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
  for (const send of [
    () => client.balances.deposit({ amount: slots * SLOT_STAKE }),
    () => client.workers.stake({ slots }),
  ]) {
    await client.waitForTransactionReceipt({ hash: await send() })
  }
}

const pixels = (salt: number) =>
  new Uint8Array(784).map((_, index) => (index * 31 + salt * 17) % 256)

/** Asks for three answers of which two must agree. */
function askThree(requester: Person, salt: number, { drawn = false, expiresIn = 3_600 } = {}) {
  return ask(requester, {
    model,
    input: pixels(salt),
    fee: FEE,
    collateral: COLLATERAL,
    lockFor: 120,
    expiresIn,
    seats: 3,
    verifier: scene.deployment.verifiers.quorum,
    params: encodeQuorumParams({ k: 2, window: 0, drawn, takesLarge: false }),
  })
}

async function everything({ client, address }: Person): Promise<bigint> {
  const { free, wallet } = await client.balances.get({ address })
  return free + wallet
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
  test(`of three workers one lies and one is killed at ${killAt}; the truth is paid`, async () => {
    const mortal = await scene.newPerson()
    const before = { liar: await everything(liar), requester: await everything(deceived) }
    const { jobId } = await askThree(deceived, index)
    const settings = { ...JOINING, faults: { killAt } }
    const first = launchWorker(scene, { person: mortal, models, settings })
    assert.equal(await first.process.ended(), 'SIGKILL', first.log())
    const again = await startWorker(scene, {
      person: mortal,
      models,
      data: first.data,
      settings: JOINING,
    })
    try {
      const { client } = deceived
      const job = await client.jobs.wait({ jobId, pollingInterval: 20 })
      assert.equal(job.state, 'accepted', again.log())
      assert.equal(seatOf(job, mortal).paid, FEE)
      assert.equal(seatOf(job, honest).paid, FEE)
      // Without a dispute nothing shows which of them is wrong: a seat that differs is not paid, and keeps its collateral.
      assert.equal(seatOf(job, liar).forfeited, undefined)
      assert.equal(seatOf(job, liar).paid, 0n)
      assert.equal(job.receipt!.outputRoot, seatOf(job, honest).outputRoot)
      assert.equal(job.steps.filter(({ kind }) => kind === 'committed').length, 3)
      assert.equal(job.steps.filter(({ kind }) => kind === 'submitted').length, 3)
      assert.equal(await everything(mortal), ALL + FEE)
      assert.equal(await everything(liar), before.liar)
      assert.equal(await everything(deceived), before.requester - 2n * FEE)

      for (const [seat, { worker }] of job.seats.entries()) {
        const checks = await client.jobs.verify({ jobId, seat })
        const failed = checks.filter(({ status }) => status === 'fail' || status === 'unknown')
        assert.deepEqual(failed, [], `seat ${seat} of ${worker}`)
      }
    } finally {
      await again.process.kill('SIGKILL')
    }
  })
}

test('where workers are drawn, they draw and come with their stake slots', async () => {
  // Many slots that nobody works with: at first, few are let in.
  const idle = await scene.newPerson()
  await stake(idle, 60n)
  await scene.client.mine({ blocks: 1, interval: 2 })
  const { jobId } = await askThree(drawing, 90, { drawn: true })
  const job = await until('three drawn workers to answer', async () => {
    // The draw is decided by a block to come, and widens with the chain's time.
    await scene.client.mine({ blocks: 1 })
    const found = await drawing.client.jobs.get({ jobId })
    return found.state === 'accepted' && found
  })
  assert.deepEqual(
    job.seats.map(({ worker }) => worker).sort(),
    [honest, second, third].map(({ address }) => address).sort(),
  )
})

test('a worker that dies for good forfeits its seat, and the others settle without it', async () => {
  const mortal = await scene.newPerson()
  const before = await everything(unlucky)
  const settings = { ...JOINING, faults: { killAt: 'claim:included' } }
  const dead = launchWorker(scene, { person: mortal, models, settings })
  const { jobId } = await askThree(unlucky, 80)
  assert.equal(await dead.process.ended(), 'SIGKILL', dead.log())
  const { client } = unlucky
  await until('two commitments', async () => {
    const { steps } = await client.jobs.get({ jobId })
    return steps.filter(({ kind }) => kind === 'committed').length === 2
  })
  assert.equal((await client.jobs.get({ jobId })).state, 'claimed')
  await pass(121)
  await until('two results', async () => {
    const { steps } = await client.jobs.get({ jobId })
    return steps.filter(({ kind }) => kind === 'submitted').length === 2
  })
  await client.jobs.wait({ jobId, pollingInterval: 20 })
  const job = await client.jobs.get({ jobId })
  assert.equal(job.state, 'accepted')
  assert.equal(seatOf(job, mortal).forfeited, true)
  assert.equal(await everything(mortal), ALL - COLLATERAL)
  assert.equal(await everything(unlucky), before - 2n * FEE)
})

test('a seat of a job that does not fill is committed to at once, and given up after an hour', async () => {
  const before = await everything(honest)
  const { jobId } = await askThree(lonely, 70, { expiresIn: 3 * FILL_TIME })
  const { client } = lonely
  await until('the commitment', async () => {
    const { steps } = await client.jobs.get({ jobId })
    return steps.some(({ kind }) => kind === 'committed')
  })
  assert.equal(await everything(honest), before - COLLATERAL)
  await pass(FILL_TIME + 1)
  await until('the collateral to be free again', async () => (await everything(honest)) === before)
  const job = await client.jobs.get({ jobId })
  assert.equal(job.state, 'open')
  // It does not come back to what it has left.
  await pass(60)
  const claims = (steps: Job['steps']) => steps.filter(({ kind }) => kind === 'claimed').length
  await until('another answer', async () => {
    const { jobId: other } = await ask(lonely, { model, input: pixels(71), fee: FEE })
    return (await client.jobs.wait({ jobId: other, pollingInterval: 20 })).state === 'accepted'
  })
  assert.equal(claims((await client.jobs.get({ jobId })).steps), 1)
})

/** Lets time pass on the chain, and a block come with it. */
async function pass(seconds: number): Promise<void> {
  await scene.client.increaseTime({ seconds })
  await scene.client.mine({ blocks: 1 })
}
