import type { Hex } from 'viem'

/** How one file stands at a store. */
export type Stored =
  | { state: 'served' }
  | { state: 'missing' }
  | { state: 'other' }
  | { state: 'unreachable'; detail: string }

/** Long enough for the largest program on a slow line (milliseconds). */
const TIMEOUT = 120_000

/** Where a store serves a root, as an address. Undefined where the address is none of a store. */
export function blobUrl(store: string, root: Hex): string | undefined {
  const base = URL.parse(`${store.trim().replace(/\/+$/, '')}/`)
  if (base === null || !/^https?:$/.test(base.protocol)) return undefined
  return new URL(`blobs/${root}`, base).href
}

/** Fetches a file from a store, and compares it byte by byte with the one that is here. */
export async function lookFor(url: string, wanted: Uint8Array): Promise<Stored> {
  let response: Response
  try {
    response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) })
  } catch {
    return { state: 'unreachable', detail: 'It does not answer.' }
  }
  if (response.status === 404) return { state: 'missing' }
  if (!response.ok) return { state: 'unreachable', detail: `It answers ${response.status}.` }
  const length = Number(response.headers.get('content-length') ?? wanted.length)
  if (length !== wanted.length) {
    await response.body?.cancel()
    return { state: 'other' }
  }
  const found = await readUpTo(response, wanted.length)
  return found !== undefined && equal(found, wanted) ? { state: 'served' } : { state: 'other' }
}

/** A longer body is another file, however long it is. */
async function readUpTo(response: Response, most: number): Promise<Uint8Array | undefined> {
  const result = new Uint8Array(most)
  const reader = response.body?.getReader()
  let length = 0
  for (;;) {
    const { value, done } = (await reader?.read().catch(() => undefined)) ?? { done: true }
    if (done || value === undefined) return length === most ? result : undefined
    if (length + value.length > most) {
      await reader?.cancel()
      return undefined
    }
    result.set(value, length)
    length += value.length
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place])
}

/** Sends a file to a store under its root. Gives the store's reason where it does not keep it, and until when it does where it says so. */
export async function sendTo(
  url: string,
  bytes: Uint8Array,
): Promise<{ keptUntil: number | undefined } | { problem: string }> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      body: bytes.slice(),
      signal: AbortSignal.timeout(TIMEOUT),
    })
  } catch {
    return { problem: 'The store does not answer. Nothing was registered.' }
  }
  const answer: unknown = await response.json().catch(() => undefined)
  const fields = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    keptUntil?: unknown
    error?: { message?: unknown; remedy?: unknown }
  }
  if (response.ok)
    return { keptUntil: typeof fields.keptUntil === 'number' ? fields.keptUntil : undefined }
  const { message, remedy } = fields.error ?? {}
  const said = [message, remedy].filter((part) => typeof part === 'string').join(' ')
  return {
    problem: (said || `The store takes no files (it answers ${response.status}).`).slice(0, 300),
  }
}
