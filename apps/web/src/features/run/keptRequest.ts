import type { Input, Request } from '@assay/protocol'
import type { Hex } from 'viem'
import { deserialize, serialize } from 'wagmi'

/** A request whose transaction may be on its way. Sent again it is the same job, which cannot be paid twice. */
export type KeptRequest = {
  jobId: Hex
  request: Request
  input: Input
  /** What was asked for, in one text: equal to that of another press of the same button. */
  asked: string
}

/** Where it is kept: for this tab, so that a reload does not lose it. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const KEY = 'assay.request'

export function keepRequest(store: Store, kept: KeptRequest): void {
  store.setItem(KEY, serialize(kept))
}

export function dropRequest(store: Store): void {
  store.removeItem(KEY)
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
