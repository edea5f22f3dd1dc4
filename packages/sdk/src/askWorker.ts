import type { Request } from '@assay/protocol'
import type { Hex } from 'viem'
import { BaseError } from './errors/BaseError.ts'

/**
 * What `requests.ask` takes to go on with a request that is signed already. Sent again, it is the same job and one fee; a new
 * signature would be another job, and the worker may have agreed to both.
 */
export type SignedRequestAgain = {
  workerUrl: string
  request: Request
  input: Uint8Array
  signature: Hex
  signer: Hex
}

/** A worker does not take a request; its name says why. */
export class WorkerRefusedError extends BaseError {
  /** The reason for programs: OfferRefused, InputRootMismatch, NonceAlreadyUsed, … */
  readonly reason: string
  readonly status: number
  /** Where the request was signed: how to go on with it, at this worker later or, where it names none, at another. */
  again?: SignedRequestAgain

  constructor(status: number, reason: string, sentence: string, remedy: string) {
    super(sentence, { name: 'WorkerRefusedError', remedy })
    this.status = status
    this.reason = reason
  }
}

/** No answer came, or none of a worker: whether the request arrived is not known. */
export class WorkerUnreachableError extends BaseError {
  /** Where the request was signed: how to go on with it. */
  again?: SignedRequestAgain

  constructor(sentence: string, { remedy, cause }: { remedy: string; cause?: unknown }) {
    super(sentence, { name: 'WorkerUnreachableError', remedy, cause })
  }
}

export type AskWorkerParameters = {
  /** Where the worker answers. */
  workerUrl: string
  path: string
  /** JSON, or bytes. */
  body?: string | Uint8Array
  signal?: AbortSignal | undefined
  /** Longest time for an answer (milliseconds). */
  timeout?: number
}

/** No answer of a worker to a request needs more. */
const MAX_ANSWER_BYTES = 1_000_000

/**
 * Asks a worker over HTTP. Nothing in its answer is trusted beyond being an object.
 *
 * @throws WorkerRefusedError, or WorkerUnreachableError where the worker does not answer
 */
export async function askWorker(parameters: AskWorkerParameters): Promise<Record<string, unknown>> {
  const { workerUrl, path, body, signal, timeout = 30_000 } = parameters
  const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]
  let response: Response
  let answer: unknown
  try {
    response = await fetch(new URL(path, `${workerUrl.replace(/\/$/, '')}/`), {
      signal: AbortSignal.any(signals),
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: {
              'content-type':
                typeof body === 'string' ? 'application/json' : 'application/octet-stream',
            },
            body: body as BodyInit,
          }),
    })
    const text = await response.text()
    answer = text.length > MAX_ANSWER_BYTES ? undefined : JSON.parse(text)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new WorkerUnreachableError(`The worker at ${workerUrl} does not answer.`, {
      cause,
      remedy: 'Check its address, or ask another worker.',
    })
  }
  if (!isObject(answer)) throw notAWorker(workerUrl)
  if (response.ok) return answer
  const { error } = answer
  if (!isObject(error)) throw notAWorker(workerUrl)
  const word = (name: string) => (typeof error[name] === 'string' ? error[name] : '')
  throw new WorkerRefusedError(
    response.status,
    word('name') || 'Refused',
    word('message') || `The worker at ${workerUrl} refused the request.`,
    word('remedy') || 'Ask another worker.',
  )
}

export function notAWorker(workerUrl: string): WorkerUnreachableError {
  return new WorkerUnreachableError(`The server at ${workerUrl} is not a worker.`, {
    remedy: 'Check its address.',
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
