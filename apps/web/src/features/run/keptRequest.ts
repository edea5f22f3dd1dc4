import type { Input, Request } from '@assay/protocol'
import type { Hex } from 'viem'
import type { WriteState } from '../../wallet/writeState.ts'

/** A request whose transaction may be on its way. Sent again it is the same job, which cannot be paid twice. */
export type KeptRequest = {
  jobId: Hex
  request: Request
  input: Input
  /** What was asked for, in one text: equal to that of another press of the same button. */
  asked: string
  /** Whether its transaction was sent once and lost, so that it may arrive still. */
  lost: boolean
}

/** Where it is kept: for this tab, so that a reload does not lose it. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const KEY = 'assay.request'

export function keepRequest(
  store: Store,
  { jobId, request, input, asked, lost }: KeptRequest,
): void {
  store.setItem(KEY, serialize({ jobId, request, input, asked, lost }))
}

/**
 * Keeps or forgets a request by how its transaction ended. Only what may arrive still is kept, to be sent again as it was; anything else
 * begins anew, with a full time to answer.
 *
 * @param again the request, where it had been sent before
 */
export function settleRequest(store: Store, end: WriteState, again: KeptRequest | undefined): void {
  const kind = end.phase === 'failed' ? end.explanation.kind : undefined
  const text = store.getItem(KEY)
  if (kind === 'dropped' && text !== null) keepRequest(store, { ...deserialize(text), lost: true })
  // The first transaction may arrive although this one was rejected.
  else if (end.phase === 'done' || kind === 'cancelled' || again?.lost !== true)
    store.removeItem(KEY)
}

/** JSON, in which a large number is an object with its digits. */
function serialize(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? { bigint: each.toString() } : each,
  )
}

function deserialize(text: string): KeptRequest {
  return JSON.parse(text, (_, each) =>
    typeof each?.bigint === 'string' ? BigInt(each.bigint) : each,
  )
}

/** The kept request, while the market would still take it. */
export function keptRequest(store: Store, now: number): KeptRequest | undefined {
  const text = store.getItem(KEY)
  if (text === null) return undefined
  try {
    const kept: KeptRequest = deserialize(text)
    return kept.request.offer.expiry > now ? kept : undefined
  } catch {
    // What this page did not write is no request.
    return undefined
  }
}

/** What somebody asks for when they press the button, in one text. */
export function askedText(asked: Record<string, unknown>): string {
  return serialize(asked)
}
