/** What a request offers unless its requester says otherwise. */
export const defaultTerms = {
  /** Tenths of the token's unit. */
  feeTenths: 1n,
  /** Seconds until an unfinished request can be refunded. */
  expiresIn: 600,
  /** Seconds that a worker has after claiming. */
  lockFor: 120,
  /** What a worker of an optimistic request puts at stake, as a multiple of the fee. */
  collateralFees: 10n,
}

export const expiryChoices = [
  { seconds: 300, label: '5 minutes' },
  { seconds: 600, label: '10 minutes' },
  { seconds: 3_600, label: '1 hour' },
] as const

/** A fee of some tenths of a token's unit. */
export function tenths(count: bigint, decimals: number): bigint {
  return decimals === 0 ? count : count * 10n ** BigInt(decimals - 1)
}
