import type { fetchBytes } from '@assay/sdk'

/** What one server said when it was asked for bytes. */
export type PlaceAnswer = { place: string; answer: string }

/** Bytes that a run needs and that nobody served. */
export type MissingBytes = {
  what: 'input' | 'program'
  /** The input's root, or the id of the model whose program it is. */
  id: string
  /** How many bytes it has, where that is known. */
  bytes?: number | undefined
  answers: readonly PlaceAnswer[]
}

/** Thrown where a run lacks bytes that somebody may have kept. */
export class MissingBytesError extends Error {
  readonly missing: MissingBytes

  constructor(missing: MissingBytes) {
    super(describeMissing(missing))
    this.name = 'MissingBytesError'
    this.missing = missing
  }
}

/** Says which bytes cannot be had, and what each server answered. */
export function describeMissing({ what, bytes, answers }: MissingBytes): string {
  const size = bytes === undefined ? 'bytes' : kilobytes(bytes)
  if (answers.length === 0) return `Nothing says where the ${what}’s ${size} lie.`
  const places = answers.map(({ place, answer }) => `${place} (${answer})`)
  return `The ${what}’s ${size} are not served anywhere this page asked: ${places.join(', ')}.`
}

/** A server, as people name it; of a data URI, that it is one. */
export function placeOf(uri: string): string {
  try {
    const { protocol, host } = new URL(uri)
    return protocol === 'data:' ? 'the request itself' : host.slice(0, 80)
  } catch {
    return uri.slice(0, 40)
  }
}

/** What went wrong with one server, in a few words. */
export function answerOf(error: unknown): string {
  const { name = '', message = '' } = error instanceof Error ? error : {}
  const status = /answers (\d{3})\.$/.exec(message)?.[1]
  if (status !== undefined) return status
  if (name === 'TimeoutError') return 'no answer in time'
  if (/bytes that are allowed|too large/.test(message)) return 'more bytes than it has'
  if (/can be fetched/.test(message)) return 'not an address that a browser can fetch'
  return 'does not answer'
}

/** Reads an address as `fetch` does, and keeps what each server answered; bytes that came were other ones where they are not taken. */
export function keepingAnswers(
  fetch: typeof fetchBytes,
  answers: PlaceAnswer[],
): typeof fetchBytes {
  return async (uri, parameters) => {
    const told = { place: placeOf(uri), answer: 'other bytes' }
    answers.push(told)
    try {
      return await fetch(uri, parameters)
    } catch (error) {
      told.answer = answerOf(error)
      throw error
    }
  }
}

function kilobytes(bytes: number): string {
  return bytes < 1_000 ? `${bytes} bytes` : `${Math.ceil(bytes / 1_000).toLocaleString('en')} kB`
}
