import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { createLog } from '@assay/service'
import { type Fleet, loadModel, openFleet, type ServedModel } from '@assay/worker'
import { Worker } from 'bullmq'
import { playFleetCrashes } from '../crashes/playFleetCrashes.ts'
import type { Process } from './scene/Process.ts'
import { startExecutor } from './scene/startExecutor.ts'
import { noRedis, type RedisUnderTest, startRedis } from './scene/startRedis.ts'

const digits = resolve(import.meta.dirname, '../../models/digits')
const path = resolve(digits, 'program.assay')
const skip = noRedis() ?? false
const log = createLog({ level: 'silent', format: 'json' })

/** The samples' inputs. */
const inputs = (
  JSON.parse(readFileSync(resolve(digits, 'samples.json'), 'utf8')) as { bytes: string }[]
).map(({ bytes }) => new Uint8Array(Buffer.from(bytes, 'base64')))

let redis: RedisUnderTest
let fleet: Fleet
let local: ServedModel
/** Of a worker that can run the model itself, and of one that must not. */
let pool: ServedModel['pool']
let remote: ServedModel['pool']
before(async () => {
  if (skip) return
  redis = await startRedis({ keeps: true })
  local = await loadModel({ path, concurrency: 1 })
  fleet = await openFleet({ redisUrl: redis.url, log })
  pool = fleet.poolOf(local)
  const { inputBytes, outputs, engine } = local.pool
  const run = () => Promise.reject(new Error('This machine must not run it.'))
  const close = async () => {}
  remote = fleet.poolOf({
    ...local,
    pool: { ...local.pool, inputBytes, outputs, engine, run, close },
  })
})
after(async () => {
  if (skip) return
  await remote?.close()
  await pool?.close()
  fleet?.close()
  await redis?.close()
})

const here = () => Promise.all(inputs.map((input) => local.pool.run(input)))
const through = (fleet: ServedModel['pool']) => Promise.all(inputs.map((input) => fleet.run(input)))

test('where there is no executor, a worker with a fleet runs its models itself', {
  skip,
}, async () => {
  assert.deepEqual(await through(pool), await here())
})

test('a fleet computes the same bits as one machine, on every sample', { skip }, async () => {
  const executor = await startExecutor({ redisUrl: redis.url, models: [path] })
  try {
    assert.deepEqual(await through(remote), await here())
  } finally {
    await executor.kill('SIGKILL')
  }
})

/** An executor of the test's own, which takes one run and does with it what the test says. */
async function oddExecutor(answer: () => Promise<{ output: string; root: string }>) {
  let taken = () => {}
  const hasTaken = new Promise<void>((resolve) => {
    taken = resolve
  })
  const executor = new Worker(
    `assay-${local.modelId}`,
    () => {
      // The rest is for others.
      void executor.pause(true)
      taken()
      return answer()
    },
    { connection: { url: redis.url }, lockDuration: 60_000 },
  )
  await executor.waitUntilReady()
  return { hasTaken, close: () => executor.close(true) }
}

const ODD = {
  'never ends': () => new Promise<never>(() => {}),
  'comes back with bytes of another root': async () => ({
    output: Buffer.alloc(local.outputBytes).toString('base64'),
    root: `0x${'ab'.repeat(32)}`,
  }),
  'comes back with too few bytes': async () => ({ output: '', root: `0x${'ab'.repeat(32)}` }),
  fails: () => Promise.reject(new Error('out of memory')),
}
for (const [what, answer] of Object.entries(ODD)) {
  test(`a run that ${what} goes to another executor`, { skip }, async () => {
    const [input] = inputs as [Uint8Array]
    const odd = await oddExecutor(answer)
    let executor: Process | undefined
    try {
      const asked = remote.run(input)
      await odd.hasTaken
      executor = await startExecutor({ redisUrl: redis.url, models: [path] })
      assert.deepEqual(await asked, await local.pool.run(input))
    } finally {
      await odd.close()
      await executor?.kill('SIGKILL')
    }
  })
}

test('killed at random, executors and a Redis that forgets lose no run', { skip }, async () => {
  const played = await playFleetCrashes({ path, seed: 1, kills: 3, keepsRedis: false })
  assert.equal(played.kills, 3)
  assert.ok(played.ofRedis > 0 && played.runs > 0)
})
