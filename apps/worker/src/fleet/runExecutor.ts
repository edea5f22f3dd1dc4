import { hostname } from 'node:os'
import { PROFILE_EXACT } from '@assay/program'
import { createLog, EXIT_CODES, type Log, runService, ServiceError } from '@assay/service'
import { loadModel, type ServedModel } from '../models/loadModel.ts'
import type { RunAnswer, RunTask } from './fleetQueue.ts'

export type RunExecutorParameters = {
  redisUrl: string
  /** Exact programs (.assay). */
  models: readonly string[]
  /** Runs at the same time, of each model. */
  concurrency: number
  /** Ends the executor: it finishes what it runs, and resolves. */
  signal: AbortSignal
  log?: Log
  /** Called when the executor takes runs. */
  onReady?: (models: readonly ServedModel[]) => void
}

/**
 * Runs models for a coordinator until the signal aborts. It has no key and knows no chain.
 *
 * @throws ServiceError with the exit code of what is wrong
 */
export function runExecutor(parameters: RunExecutorParameters): Promise<void> {
  const { redisUrl, models: paths, concurrency, signal, onReady } = parameters
  const log = parameters.log ?? createLog({ level: 'info', format: 'text' })
  const config = { log: { level: 'info', format: 'text' } } as const
  return runService({ config, signal, log }, async ({ atEnd }) => {
    // Loaded here, since most workers have no fleet.
    const { connectRedis, executorOptions, queueOf } = await import('./fleetQueue.ts')
    const { Worker } = await import('bullmq')
    const models: ServedModel[] = []
    let runs = 0
    for (const path of paths) {
      const model = await loadModel({ path, concurrency })
      atEnd(() => model.pool.close())
      // Bytes of float models differ from machine to machine.
      if (model.profile !== PROFILE_EXACT) {
        throw new ServiceError(`The model ${path} is not an exact program.`, {
          exitCode: EXIT_CODES.usage,
          remedy: 'Name .assay files; a worker runs its float models itself.',
        })
      }
      models.push(model)
    }
    const redis = connectRedis(redisUrl, log)
    atEnd(() => redis.disconnect())
    for (const model of models) {
      const worker = new Worker<RunTask, RunAnswer>(
        queueOf(model.modelId),
        async ({ data: { input } }) => {
          runs++
          const output = await model.pool.run(new Uint8Array(Buffer.from(input, 'base64')))
          return {
            output: Buffer.from(output).toString('base64'),
            root: await model.rootOf(output),
          }
        },
        { ...executorOptions(redis, concurrency), name: `${hostname()}-${process.pid}` },
      )
      worker.on('error', (error) => log.debug({ error }, 'the queue failed'))
      worker.on('stalled', (job) =>
        log.warn({ job }, 'took over the run of an executor that is gone'),
      )
      atEnd(() => worker.close())
      await worker.waitUntilReady()
    }
    onReady?.(models)
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    log.info({ runs }, 'ending: what is running is finished')
  })
}
