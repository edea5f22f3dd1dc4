import { BaseError } from '../errors/BaseError.ts'

/** How much of an address is read, and for how long. */
export type FetchBytesParameters = {
  /** Most bytes that are read. */
  limit: number
  /** Most time that is waited, from the first to the last byte (milliseconds). */
  timeout: number
  signal?: AbortSignal | undefined
  /** Told as bytes arrive; the total is absent where the server does not say it. */
  onBytes?: ((received: number, total: number | undefined) => void) | undefined
}

/**
 * Reads bytes from an http, https or data URI that may belong to an enemy: never more than `limit`, never longer than
 * `timeout`. Says nothing about what the bytes are; hash them.
 */
export async function fetchBytes(
  uri: string,
  parameters: FetchBytesParameters,
): Promise<Uint8Array> {
  const { limit, timeout, signal, onBytes } = parameters
  if (!/^(https?|data):/i.test(uri)) {
    throw new BaseError(`${uri} is not an address that can be fetched.`, {
      remedy: 'Use an http, https or data URI.',
    })
  }
  const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]
  const response = await fetch(uri, { signal: AbortSignal.any(signals), redirect: 'follow' })
  if (!response.ok) throw new BaseError(`${uri} answers ${response.status}.`)
  const declared = Number(response.headers.get('content-length') ?? 0)
  if (declared > limit) {
    await response.body?.cancel()
    throw new TooLongError(uri, limit)
  }
  const parts: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > limit) {
      await reader.cancel()
      throw new TooLongError(uri, limit)
    }
    parts.push(value)
    onBytes?.(length, declared > 0 ? declared : undefined)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** There was more at an address than was to be read. */
export class TooLongError extends BaseError {
  constructor(uri: string, limit: number) {
    super(`${uri} holds more than the ${limit} bytes that are allowed.`, { name: 'TooLongError' })
  }
}
