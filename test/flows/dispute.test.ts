import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  commitTrace,
  type DisputeTrace,
  nextMove,
  openReference,
  readProgram,
} from '@assay/program'
import { lieAt, Random } from '@assay/program/testing'
import { testTokenAbi } from '@assay/protocol'
import { disputes } from '@assay/sdk'
import { type DisputeScene, OFFER, openDisputeScene } from './scene/disputeScene.ts'
import type { Person } from './scene/openScene.ts'
import type { ServiceUnderTest } from './scene/startService.ts'
import { startWatcher } from './scene/startWatcher.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const MINUTE = 60_000
const HALF = OFFER.collateral / 2n

let at: DisputeScene
let watcherPerson: Person
let watcher: ServiceUnderTest
before(async () => {
  at = await openDisputeScene('digits')
  watcherPerson = await at.scene.newPerson()
  watcher = await startWatcher(at.scene, { person: watcherPerson, files: [at.path] })
})
after(() => at?.scene.close())

const input = (seed: number) => new Uint8Array(784).map((_, index) => (index * 31 + seed) % 256)

for (const lie of ['first-step', 'middle-step', 'last-step'] as const) {
  test(`a lie in the ${lie} is caught, and costs the liar its collateral`, {
    timeout: MINUTE,
  }, async () => {
    const liar = await at.scene.newPerson()
    const [before, reward, paid] = await Promise.all([
      at.wealth(liar),
      at.wealth(watcherPerson),
      at.wealth(at.requester),
    ])
    const worker = await startWorker(at.scene, {
      person: liar,
      models: at.models,
      lie: ['--lie', lie],
    })
    const { jobId } = await at.askOf(liar, input(1))
    await at.reaches(jobId, 'rejected')
    await worker.process.kill('SIGKILL')

    assert.equal(await at.wealth(liar), before - OFFER.collateral)
    assert.equal(await at.wealth(watcherPerson), reward + HALF)
    assert.equal(await at.wealth(at.requester), paid)
    const [dispute] = await disputes.list(at.scene.client, {
      deployment: at.scene.deployment,
      jobId,
    })
    assert.equal(dispute!.state, 'challenger-won')
    const { length } = (await readProgram(at.file)).program.steps
    const step = { 'first-step': 0, 'middle-step': (length - 1) >> 1, 'last-step': length - 1 }[lie]
    assert.equal(dispute!.path.step!.index, step)
    assert.notEqual(dispute!.path.element!.claimed, dispute!.path.element!.actual)
    // It proved that it had its own tensors before it challenged.
    assert.ok(dispute!.ranked!.since < dispute!.since)
    assert.equal(dispute!.ranked!.value, dispute!.path.element!.actual)
    await until('the watcher to close its books', async () => {
      const status = await statusOf(watcher)
      return status.wrong.length === 0
    })
  })
}

test('an honest worker that is challenged keeps its money and gains the bond', {
  timeout: 2 * MINUTE,
}, async () => {
  const honest = await at.scene.newPerson()
  const sham = await at.scene.newPerson()
  const before = await at.wealth(honest)
  const worker = await startWorker(at.scene, { person: honest, models: at.models })
  const { jobId, request } = await at.askOf(honest, input(2))
  await at.reaches(jobId, 'submitted')

  const { deployment } = at.scene
  const trace = await shamTrace(input(2))
  const { header } = trace.commitment
  const { bond } = await sham.client.disputes.getTerms()
  const wait = async (hash: Promise<`0x${string}`>) =>
    sham.client.waitForTransactionReceipt({ hash: await hash })
  await wait(sham.client.balances.deposit({ amount: bond }))
  await wait(sham.client.disputes.challenge({ request, header }))
  const [{ game } = assert.fail('no game')] = await disputes.list(sham.client, {
    deployment,
    jobId,
  })
  // The sham challenger plays as long as it can: to the judgement that no referee will give it.
  const last = await until('the game to come to its judgement', async () => {
    const { position, turn } = await disputes.get(sham.client, { deployment, game })
    if (turn !== 'challenger') return undefined
    const move = await nextMove({
      game: position,
      role: 'challenger',
      now: 0,
      trace: async () => trace,
    })
    assert.notEqual(move.kind, 'none')
    if (move.kind === 'none' || move.kind === 'judge') return move
    await wait(disputes.move(sham.client, { deployment, game, move, header }))
    return undefined
  })
  assert.ok(last.kind === 'judge')
  await assert.rejects(
    disputes.move(sham.client, { deployment, game, move: last, header }),
    /The referee computed .* the same value as the worker/,
  )
  await at.passBeyond((await disputes.get(sham.client, { deployment, game })).deadline!)
  await until('the worker to take the bond', async () => {
    const { state } = await disputes.get(sham.client, { deployment, game })
    return state === 'worker-won'
  })
  await at.pass(OFFER.window)
  await at.reaches(jobId, 'accepted')
  assert.equal(await at.wealth(honest), before + OFFER.fee + bond)
  await until('the worker to count it', async () => {
    const metrics = await (await fetch(`${worker.url}/metrics`)).text()
    return (
      /assay_worker_dispute_games_total\{outcome="won"\} 1/.test(metrics) &&
      /assay_worker_dispute_open_games 0/.test(metrics)
    )
  })
  await worker.process.kill('SIGKILL')
})

for (const stall of ['openTrace', 'show'] as const) {
  test(`a liar that says nothing when it should ${stall} has lost`, {
    timeout: MINUTE,
  }, async () => {
    const liar = await at.scene.newPerson()
    const worker = await startWorker(at.scene, {
      person: liar,
      models: at.models,
      lie: ['--lie', 'output', '--stall', stall],
    })
    const before = await at.wealth(liar)
    const { jobId } = await at.askOf(liar, input(3))
    const { deployment } = at.scene
    const { deadline } = await until('the liar to be expected to move', async () => {
      const [dispute] = await disputes.list(at.scene.client, { deployment, jobId })
      const awaited = stall === 'show' ? 'show' : 'open'
      return dispute?.turn === 'worker' && dispute.position.awaits === awaited && dispute
    })
    await at.passBeyond(deadline!)
    await at.reaches(jobId, 'rejected')
    assert.equal(await at.wealth(liar), before - OFFER.collateral)
    await worker.process.kill('SIGKILL')
  })
}

test('a second watcher plays on with what the first made the worker open, and the first is rewarded', {
  timeout: 2 * MINUTE,
}, async () => {
  const liar = await at.scene.newPerson()
  const late = await at.scene.newPerson()
  const [had, first, second] = await Promise.all([liar, watcherPerson, late].map(at.wealth))
  const worker = await startWorker(at.scene, {
    person: liar,
    models: at.models,
    lie: ['--lie', 'middle-step', '--stall', 'show'],
  })
  const { deployment, client } = at.scene
  const { jobId } = await at.askOf(liar, input(5))
  const stalled = (challenger: Person) =>
    until('the liar to owe a page', async () => {
      const played = await disputes.list(client, { deployment, jobId })
      const dispute = played.find((other) => other.challenger === challenger.address)
      return dispute?.position.awaits === 'show' && dispute
    })
  await stalled(watcherPerson)
  const other = await startWatcher(at.scene, { person: late, files: [at.path] })
  const { moves, deadline } = await stalled(late)
  const opened = moves.map(({ kind }) => kind).filter((kind) => /opened|reused/.test(kind))
  assert.ok(opened.length > 0 && opened.every((kind) => kind === 'opening-reused'), `${opened}`)
  await at.passBeyond(deadline!)
  await at.reaches(jobId, 'rejected')
  assert.equal(await at.wealth(liar), had! - OFFER.collateral)
  assert.equal(await at.wealth(watcherPerson), first! + HALF)
  await until('the bond to come back', async () => (await at.wealth(late)) === second)
  for (const { process } of [worker, other]) await process.kill('SIGKILL')
})

for (const lie of ['tensor', 'padding', 'torn', 'garbage'] as const) {
  test(`the lie "${lie}" does not pay, however far it can be defended`, {
    timeout: 2 * MINUTE,
  }, async () => {
    const liar = await at.scene.newPerson()
    const before = await at.wealth(liar)
    const worker = await startWorker(at.scene, {
      person: liar,
      models: at.models,
      lie: ['--lie', lie],
    })
    const { jobId } = await at.askOf(liar, input(4))
    const { deployment, client } = at.scene
    await until(
      'the job to be rejected',
      async () => {
        if ((await at.requester.client.jobs.get({ jobId })).state === 'rejected') return true
        // Where the contract takes no move of the liar any more, it says so, and nothing is left but to wait for its time to pass.
        const [dispute] = await disputes.list(client, { deployment, jobId })
        if (dispute?.turn !== 'worker' || !/not moved|not defended/.test(worker.log())) return false
        await at.passBeyond(dispute.deadline!)
        return false
      },
      90,
    )
    assert.equal(await at.wealth(liar), before - OFFER.collateral)
    await worker.process.kill('SIGKILL')
  })
}

test('a watcher without money says so, and still re-runs what is there', {
  timeout: MINUTE,
}, async () => {
  const poor = await at.scene.newPerson()
  const { wallet } = await poor.client.balances.get()
  const token = { address: at.scene.deployment.token, abi: testTokenAbi } as const
  const hash = await poor.client.writeContract({
    ...token,
    functionName: 'transfer',
    args: [at.requester.address, wallet],
  })
  await poor.client.waitForTransactionReceipt({ hash })
  const { process, url } = await startWatcher(at.scene, { person: poor, files: [at.path] })
  await until('the results to be re-run', async () => {
    const { results } = await statusOf({ url })
    return (results.new ?? 0) === 0 && (results.left ?? 0) + (results.right ?? 0) > 0
  })
  const ready = await fetch(`${url}/ready`)
  assert.equal(ready.status, 503)
  assert.match(await ready.text(), /less than one bond: it re-runs results, and challenges none/)
  assert.equal(await process.kill('SIGTERM'), 0)
})

/** The computation of somebody who has one byte of the first step wrong. */
async function shamTrace(bytes: Uint8Array): Promise<DisputeTrace> {
  const { program, commitment } = await readProgram(at.file)
  const session = openReference(program)
  const tensors = await session.trace!(bytes)
  const honest = await commitTrace({ program, commitment, input: bytes, tensors })
  return lieAt(new Random(1), honest, 0)
}

type Status = { wrong: unknown[]; results: Record<string, number> }

async function statusOf({ url }: { url: string }): Promise<Status> {
  return (await (await fetch(`${url}/status`)).json()) as Status
}
