/** The bit of a nonce that says that its request is signed off chain: Market.SIGNED_NONCE. */
export const SIGNED_NONCE = 1n << 255n

/** Whether a request with this nonce is signed off chain, rather than posted by its requester. */
export function isSignedNonce(nonce: bigint): boolean {
  return (nonce & SIGNED_NONCE) !== 0n
}

/** Where the market's bitmap marks a signed nonce as used: Market.nonceBitmap. */
export function noncePlace(nonce: bigint): { word: bigint; bit: bigint } {
  return { word: (nonce & (SIGNED_NONCE - 1n)) >> 8n, bit: 1n << (nonce & 0xffn) }
}
