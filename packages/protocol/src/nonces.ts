import { SIGNED_NONCE } from './generated/constants.ts'

/** Whether a request with this nonce is signed off chain, rather than posted by its requester. */
export function isSignedNonce(nonce: bigint): boolean {
  return (nonce & SIGNED_NONCE) !== 0n
}

/** Where a market's bitmap marks a signed nonce as used: its nonceBitmap. */
export function noncePlace(nonce: bigint): { word: bigint; bit: bigint } {
  return { word: (nonce & (SIGNED_NONCE - 1n)) >> 8n, bit: 1n << (nonce & 0xffn) }
}
