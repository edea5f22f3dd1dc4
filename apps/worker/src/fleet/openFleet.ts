import type { Log } from '@assay/service'
import type { RunPool } from '../models/SessionPool.ts'
import type { FleetPoolParameters } from './FleetPool.ts'

/** Executors on other machines, over one Redis. */
export type Fleet = {
  /** Has executors run a model, and closes it with what it returns. */
  poolOf: (model: FleetPoolParameters['model']) => RunPool
  close: () => void
}

/** Opens the way to a fleet; its libraries are loaded only then, since most workers have none. */
export async function openFleet(parameters: { redisUrl: string; log: Log }): Promise<Fleet> {
  const { redisUrl, log } = parameters
  const { connectRedis } = await import('./fleetQueue.ts')
  const { FleetPool } = await import('./FleetPool.ts')
  const redis = connectRedis(redisUrl, log)
  return {
    poolOf: (model) => new FleetPool({ model, redis, log }),
    close: () => redis.disconnect(),
  }
}
