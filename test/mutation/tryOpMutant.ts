import { Worker } from 'node:worker_threads'
import type { OpMutant } from './opMutants.ts'

/** CPU seconds, many times what the vectors take: a mutant that takes more will not end. Time on the clock says nothing on a busy machine. */
const LIMIT_SECONDS = 10
const MICROSECONDS = 1e6
/** A thread may loop so tightly that it can't be asked what it took. By the clock it may only be taken for one that nothing notices. */
const LIMIT_MS = 120_000

/**
 * Holds one mutant against the vectors.
 *
 * @returns what the vectors notice first; undefined where they notice nothing
 */
export async function tryOpMutant({
  path,
  source,
}: Pick<OpMutant, 'path' | 'source'>): Promise<string | undefined> {
  const thread = new Worker(new URL('./opMutantThread.ts', import.meta.url), {
    workerData: { path, source },
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  let watch: NodeJS.Timeout | undefined
  let clock: NodeJS.Timeout | undefined
  try {
    return await new Promise<string | undefined>((resolve) => {
      watch = setInterval(async () => {
        // A thread that has just ended has no more to say.
        const used = await thread.cpuUsage().catch(() => ({ user: 0, system: 0 }))
        if (used.user + used.system > LIMIT_SECONDS * MICROSECONDS) resolve('it does not end')
      }, 1000)
      clock = setTimeout(() => resolve(undefined), LIMIT_MS)
      thread.once('message', resolve)
      thread.once('error', (error) => resolve(`it breaks: ${error.message}`))
      thread.once('exit', (code) => resolve(`it ends with ${code} and says nothing`))
    })
  } finally {
    clearInterval(watch)
    clearTimeout(clock)
    await thread.terminate()
  }
}
