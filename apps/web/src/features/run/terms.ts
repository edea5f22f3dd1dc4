/** What a request offers unless its requester says otherwise. */
export const defaultTerms = {
  /** Tenths of the token's unit. */
  feeTenths: 1n,
  /** Seconds until an unfinished request can be refunded. */
  expiresIn: 600,
}

/** Seconds. */
export const expiryChoices = [300, 600, 3_600] as const

/** A fee of some tenths of a token's unit. */
export function tenths(count: bigint, decimals: number): bigint {
  return decimals === 0 ? count : count * 10n ** BigInt(decimals - 1)
}
