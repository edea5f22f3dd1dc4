/** Holds a mutant of the reference against the golden vectors, in a thread of its own, since it may never end. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { OpMutant } from './opMutants.ts'

const { path, source } = workerData as Pick<OpMutant, 'path' | 'source'>
const mutated = pathToFileURL(path).href
registerHooks({
  load: (url, context, next) =>
    url === mutated
      ? { format: 'module-typescript', source, shortCircuit: true }
      : next(url, context),
})

const PROGRAM = new URL('../../packages/program/', import.meta.url)
try {
  const vectors = JSON.parse(readFileSync(new URL('golden/vectors.json', PROGRAM), 'utf8'))
  const { differenceFrom } = await import(new URL('src/testing/vectors.ts', PROGRAM).href)
  parentPort?.postMessage(await differenceFrom(vectors))
} catch (error) {
  parentPort?.postMessage(`it throws: ${(error as Error).message}`)
}
