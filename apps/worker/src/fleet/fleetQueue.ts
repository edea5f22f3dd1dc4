import type { Log } from '@assay/service'
import type { ConnectionOptions, QueueOptions, WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import type { Hex } from 'viem'

/** A run that an executor does, bytes in base64. */
export type RunTask = { input: string }
/** What comes back: the bytes, and what they hash to where they were computed. */
export type RunAnswer = { output: string; root: Hex }

/** For how long an executor has a run without saying that it is still there (milliseconds). */
const LOCK = 5_000
/** What nobody fetched any more is kept so long (seconds). */
const KEPT = 300

/** The name of a model's queue: executors take what they have the program for. */
export function queueOf(modelId: Hex): string {
  return `assay-${modelId}`
}

/** A connection that waits for a Redis that is away, as long as that takes. */
export function connectRedis(url: string, log: Pick<Log, 'warn' | 'info'>): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 200 })
  let isAway = false
  redis.on('error', (error) => {
    if (!isAway) log.warn({ error }, 'Redis does not answer; trying again')
    isAway = true
  })
  redis.on('ready', () => {
    if (isAway) log.info('Redis answers again')
    isAway = false
  })
  return redis
}

export function coordinatorOptions(connection: ConnectionOptions): QueueOptions {
  const kept = { age: KEPT }
  return {
    connection,
    defaultJobOptions: { removeOnComplete: kept, removeOnFail: kept },
  }
}

export function executorOptions(connection: ConnectionOptions, concurrency: number): WorkerOptions {
  return {
    ...{ connection, concurrency, lockDuration: LOCK, stalledInterval: LOCK / 2 },
    // An executor may die as often as it likes: the run is not to blame.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  }
}
