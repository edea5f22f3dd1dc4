import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '@assay/program/testing'
import { createLog } from '@assay/service'
import { loadModel, openFleet } from '@assay/worker'
import type { Process } from '../flows/scene/Process.ts'
import { startExecutor } from '../flows/scene/startExecutor.ts'
import { startRedis } from '../flows/scene/startRedis.ts'

const EXECUTORS = 2
/** Runs that are under way at the same time, so that every kill takes some. */
const AT_ONCE = 6
/** How long all is well between two kills (milliseconds), and of the kills the share that Redis gets. */
const PEACE = { least: 100, most: 800 }
const OF_REDIS = 0.3

export type PlayedFleetCrashes = { kills: number; ofRedis: number; runs: number }

/**
 * Kills executors and Redis again and again while a coordinator has runs under way.
 *
 * @param parameters.keepsRedis whether Redis writes to the disk; else it forgets everything at each kill
 * @throws Error where a run is lost, or its bytes are not those of this machine
 */
export async function playFleetCrashes(parameters: {
  path: string
  seed: number
  kills: number
  keepsRedis: boolean
}): Promise<PlayedFleetCrashes> {
  const { path, seed, kills, keepsRedis } = parameters
  const random = new Random(seed)
  const log = createLog({ level: 'silent', format: 'json' })
  const redis = await startRedis({ keeps: keepsRedis })
  const models = [path]
  const start = () => startExecutor({ redisUrl: redis.url, models })
  const local = await loadModel({ path, concurrency: 1 })
  const fleet = await openFleet({ redisUrl: redis.url, log })
  const pool = fleet.poolOf(await loadModel({ path, concurrency: 1 }))
  let executors: Process[] = []
  let runs = 0
  let isOver = false
  const work = async () => {
    const own = new Random(random.integer(0, 2 ** 31))
    while (!isOver) {
      const input = own.bytes(pool.inputBytes)
      const output = await pool.run(input)
      // INVARIANT: what a fleet answers is what one machine computes.
      if (Buffer.compare(output, await local.pool.run(input)) !== 0) {
        throw new Error(`The fleet's answer to run ${runs} is not this machine's (seed ${seed}).`)
      }
      runs++
    }
  }
  try {
    executors = await Promise.all(Array.from({ length: EXECUTORS }, start))
    const working = Promise.all(Array.from({ length: AT_ONCE }, work))
    working.catch(() => undefined)
    let ofRedis = 0
    for (let kill = 0; kill < kills; kill++) {
      await Promise.race([wait(random.integer(PEACE.least, PEACE.most)), working])
      // The first one is Redis' in each play, however short.
      if (kill === 0 || random.chance(OF_REDIS)) {
        ofRedis++
        await redis.kill()
        await wait(random.integer(0, PEACE.least))
        await redis.start()
        continue
      }
      const index = random.integer(0, EXECUTORS - 1)
      await executors[index]!.kill('SIGKILL')
      executors[index] = await start()
    }
    isOver = true
    // No run is lost: all that are under way end.
    await working
    return { kills, ofRedis, runs }
  } finally {
    isOver = true
    for (const executor of executors) await executor.kill('SIGKILL')
    await pool.close()
    fleet.close()
    await local.pool.close()
    await redis.close()
  }
}
