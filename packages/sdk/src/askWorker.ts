import { BaseError } from './errors/BaseError.ts'

/** A worker does not take a request; its name says why. */
export class WorkerRefusedError extends BaseError {
  /** The reason for programs: OfferRefused, InputRootMismatch, NonceAlreadyUsed, … */
  readonly reason: string
  readonly status: number

  constructor(status: number, reason: string, sentence: string, remedy: string) {
    super(sentence, { name: 'WorkerRefusedError', remedy })
    this.status = status
    this.reason = reason
  }
}

export type AskWorkerParameters = {
  /** Where the worker answers. */
  workerUrl: string
  path: string
  body?: string
  signal?: AbortSignal | undefined
  /** Longest time for an answer (milliseconds). */
  timeout?: number
}

/** No answer of a worker to a request needs more. */
const MAX_ANSWER_BYTES = 1_000_000

/**
 * Asks a worker over HTTP. Nothing in its answer is trusted beyond being an object.
 *
 * @throws WorkerRefusedError, or BaseError where the worker does not answer
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
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    })
    const text = await response.text()
    answer = text.length > MAX_ANSWER_BYTES ? undefined : JSON.parse(text)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new BaseError(`The worker at ${workerUrl} does not answer.`, {
      cause,
      name: 'WorkerUnreachableError',
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

export function notAWorker(workerUrl: string): BaseError {
  return new BaseError(`What answers at ${workerUrl} is no worker.`, {
    name: 'WorkerUnreachableError',
    remedy: 'Check its address.',
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
