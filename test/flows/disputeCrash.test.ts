import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '@assay/program/testing'
import { disputes } from '@assay/sdk'
import { type DisputeScene, OFFER, openDisputeScene } from './scene/disputeScene.ts'
import type { Person } from './scene/openScene.ts'
import { startWatcher } from './scene/startWatcher.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const SEED = Number(process.env.ASSAY_SEED ?? 1)
const MINUTE = 60_000

let at: DisputeScene
before(async () => {
  at = await openDisputeScene('digits')
})
after(() => at?.scene.close())

const input = (seed: number) => new Uint8Array(784).map((_, index) => (index * 17 + seed) % 256)

/** A process that is started again, in its folder, each time it is killed. */
type Victim = { name: string; restart: () => Promise<{ process: { kill: Kill } }> }
type Kill = (signal: NodeJS.Signals) => Promise<unknown>

/** Kills one of several processes after another at random moments, and starts each again, until `done`. */
async function killUntil(
  random: Random,
  victims: readonly Victim[],
  done: () => Promise<boolean>,
): Promise<string[]> {
  const running = await Promise.all(victims.map(({ restart }) => restart()))
  const kills: string[] = []
  // The moment is what is random here: nothing is waited for.
  while (!(await done())) {
    await wait(random.integer(20, 900))
    const chosen = random.integer(0, victims.length - 1)
    await running[chosen]!.process.kill('SIGKILL')
    kills.push(victims[chosen]!.name)
    running[chosen] = await victims[chosen]!.restart()
    // Everybody gets through to its end at last.
    if (kills.length >= 8) break
  }
  await until('the end', done)
  for (const { process } of running) await process.kill('SIGKILL')
  return kills
}

function worker(person: Person, lie?: readonly string[]): Victim {
  let data: string | undefined
  return {
    name: lie === undefined ? 'worker' : 'liar',
    restart: async () => {
      const started = await startWorker(at.scene, {
        person,
        models: at.models,
        ...(data === undefined ? {} : { data }),
        ...(lie === undefined ? {} : { lie }),
      })
      data = started.data
      return started
    },
  }
}

function watcher(person: Person): Victim {
  let data: string | undefined
  return {
    name: 'watcher',
    restart: async () => {
      const started = await startWatcher(at.scene, {
        person,
        files: [at.path],
        ...(data === undefined ? {} : { data }),
      })
      data = started.data
      return started
    },
  }
}

test('killed at random moments, a liar is caught and a watcher rewarded all the same', {
  timeout: 2 * MINUTE,
}, async (context) => {
  const random = new Random(SEED)
  const liar = await at.scene.newPerson()
  const guard = await at.scene.newPerson()
  const had = await Promise.all([liar, guard, at.requester].map(at.wealth))
  const { jobId } = await at.askOf(liar, input(1))
  const kills = await killUntil(
    random,
    [worker(liar, ['--lie', 'middle-step']), watcher(guard)],
    async () => (await at.requester.client.jobs.get({ jobId })).state === 'rejected',
  )
  context.diagnostic(`seed ${SEED}, killed: ${kills.join(', ')}`)
  assert.ok(kills.length >= 2, `only ${kills.length} kills`)
  assert.deepEqual(await Promise.all([liar, guard, at.requester].map(at.wealth)), [
    had[0]! - OFFER.collateral,
    had[1]! + OFFER.collateral / 2n,
    had[2]!,
  ])
  // One commitment, one challenge, one game: nothing was paid twice.
  const games = await disputes.list(at.scene.client, { deployment: at.scene.deployment, jobId })
  assert.equal(games.length, 1)
  assert.ok(games[0]!.moves.every(({ kind }) => kind !== 'timed-out'))
})

test('killed at random moments, an honest worker defends itself all the same', {
  timeout: 2 * MINUTE,
}, async (context) => {
  const random = new Random(SEED + 1)
  const honest = await at.scene.newPerson()
  const sham = await at.scene.newPerson()
  const had = await at.wealth(honest)
  const { jobId, request } = await at.askOf(honest, input(2))
  const first = worker(honest)
  const started = await first.restart()
  await at.reaches(jobId, 'submitted')
  await started.process.kill('SIGKILL')

  const { deployment } = at.scene
  const { bond } = await sham.client.disputes.getTerms()
  const sent = async (hash: Promise<`0x${string}`>) =>
    sham.client.waitForTransactionReceipt({ hash: await hash })
  await sent(sham.client.balances.deposit({ amount: bond }))
  await sent(sham.client.disputes.challenge({ request, header: await at.header() }))
  const [{ game } = assert.fail('no game')] = await disputes.list(sham.client, {
    deployment,
    jobId,
  })
  const kills = await killUntil(random, [first], async () => {
    const { state, turn, deadline } = await disputes.get(sham.client, { deployment, game })
    // It opened its trace; the sham challenger has nothing to say to that.
    if (turn === 'challenger') await at.passBeyond(deadline!)
    return state === 'worker-won'
  })
  context.diagnostic(`seed ${SEED}, killed: ${kills.length} times`)
  const { restart } = first
  const last = await restart()
  await at.pass(OFFER.window)
  await at.reaches(jobId, 'accepted')
  await last.process.kill('SIGKILL')
  assert.equal(await at.wealth(honest), had + OFFER.fee + bond)
})
