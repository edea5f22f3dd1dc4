import { Worker } from 'node:worker_threads'
import type { OpMutant } from './opMutants.ts'

/** A mutant that takes this long, many times what the vectors take, will not end. */
const LIMIT_MS = 30_000

/**
 * Holds one mutant against the vectors.
 *
 * @returns what the vectors notice first; undefined where they notice nothing
 */
export async function tryOpMutant({ path, source }: Pick<OpMutant, 'path' | 'source'>) {
  const thread = new Worker(new URL('./opMutantThread.ts', import.meta.url), {
    workerData: { path, source },
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<string | undefined>((resolve) => {
      timer = setTimeout(() => resolve('it does not end'), LIMIT_MS)
      thread.once('message', resolve)
      thread.once('error', (error) => resolve(`it breaks: ${error.message}`))
    })
  } finally {
    clearTimeout(timer)
    await thread.terminate()
  }
}
