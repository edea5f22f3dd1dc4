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

/** How many workers a quorum can have here; more of them cost as many fees. */
export const quorumSizes = [3, 5, 7] as const

/** How many of a quorum's workers have to agree: the least that is more than half. */
export function majorityOf(seats: number): number {
  return Math.floor(seats / 2) + 1
}
