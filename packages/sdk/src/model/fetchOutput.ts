import { hexToBytes } from 'viem'
import { BaseError } from '../errors/BaseError.ts'
import type { Job } from '../types/job.ts'
import type { ModelVersion } from '../types/model.ts'
import { rootOf } from '../verify/checkRoots.ts'
import { fetchBytes } from './fetchBytes.ts'
import { fitBytes } from './fitBytes.ts'
import { storeOf } from './storeOf.ts'

/** What `fetchOutput` takes. */
export type FetchOutputParameters = {
  job: Job
  /** Bytes of each output, by the model's card. */
  lengths: readonly number[]
  model: ModelVersion
  /** Other stores to ask, such as the worker's endpoint. */
  stores?: readonly string[]
  /** Longest time for each store (milliseconds). */
  timeout?: number
  signal?: AbortSignal | undefined
}

/**
 * Gets the bytes of a job's result, from the chain or from a store that serves them by their root, and holds them against the root that
 * the worker signed.
 *
 * @throws BaseError where nobody that is known serves them
 */
export async function fetchOutput(parameters: FetchOutputParameters): Promise<Uint8Array> {
  const { job, lengths, model, stores = [], timeout = 20_000, signal } = parameters
  const root = job.receipt?.outputRoot
  if (root === undefined) {
    throw new BaseError(`Job ${job.id} has no result; it is ${job.state}.`, {
      name: 'ReceiptNotFoundError',
      remedy: 'Wait for its result.',
    })
  }
  const length = lengths.reduce((sum, each) => sum + each, 0)
  const check = async (bytes: Uint8Array) => {
    const fitted = fitBytes(bytes, length)
    return fitted && (await rootOf(fitted, lengths)) === root ? fitted : undefined
  }
  if (job.output !== undefined && job.output !== '0x') {
    const found = await check(hexToBytes(job.output))
    if (found) return found
  }
  const inputs = job.input.uris.map((cardUri) => storeOf({ cardUri }))
  for (const store of new Set([storeOf(model), ...stores, ...inputs])) {
    if (store === undefined) continue
    const uri = `${store.replace(/\/$/, '')}/blobs/${root}`
    const bytes = await fetchBytes(uri, { limit: length + 256, timeout, signal }).catch(
      () => undefined,
    )
    signal?.throwIfAborted()
    const found = bytes && (await check(bytes))
    if (found) return found
  }
  throw new BaseError(
    `The result of job ${job.id} is signed, but nobody that is known serves its bytes.`,
    {
      name: 'OutputUnavailableError',
      remedy: 'Ask its worker for them, or demand them on chain (demands.make).',
    },
  )
}
