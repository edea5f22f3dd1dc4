import { tensorRoot } from '@assay/program'
import { askWorker, WorkerUnreachableError } from './askWorker.ts'

/** What `uploadInput` takes. */
export type UploadInputParameters = {
  /** A worker that takes inputs, or another store that answers like one. */
  storeUrl: string
  /** The input's canonical bytes. */
  input: Uint8Array
  signal?: AbortSignal
}

/** No input that a worker takes needs longer on a line of a megabit (milliseconds). */
const TIMEOUT = 60_000

/**
 * Sends an input that is too large for a request to a store, under its root. The store compares the root, and so does this: what comes
 * back is an address for `uris` of `requests.prepare`.
 *
 * @throws WorkerRefusedError with the store's reason, WorkerUnreachableError where it does not answer or kept other bytes
 * @example
 * const uris = [await uploadInput({ storeUrl: 'https://worker.example', input })]
 */
export async function uploadInput(parameters: UploadInputParameters): Promise<string> {
  const { storeUrl, input, signal } = parameters
  const root = await tensorRoot(input)
  const path = `blobs/${root}`
  const asked = { workerUrl: storeUrl, path, body: input, signal, timeout: TIMEOUT }
  const answer = await askWorker(asked).catch((error: unknown) => {
    // It answered, but not as one that takes inputs.
    const isOther = error instanceof WorkerUnreachableError && error.cause === undefined
    throw isOther ? takesNone(storeUrl) : error
  })
  if (answer.root !== root) {
    throw new WorkerUnreachableError(
      `The store at ${storeUrl} kept other bytes than were sent; nothing was paid.`,
      { remedy: 'Send them again, or use another store.' },
    )
  }
  return new URL(path, `${storeUrl.replace(/\/$/, '')}/`).href
}

function takesNone(storeUrl: string): WorkerUnreachableError {
  return new WorkerUnreachableError(
    `The server at ${storeUrl} takes no inputs; nothing was paid.`,
    {
      remedy: 'Check its address, or use another store.',
    },
  )
}
