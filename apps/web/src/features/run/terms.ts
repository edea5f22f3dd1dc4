import type { RequestBounds } from '../../queries/useRequestBounds.ts'

/** What a request offers unless its requester says otherwise. */
export const defaultTerms = {
  /** Tenths of the token's unit. */
  feeTenths: 1n,
  /** Seconds until an unfinished request can be refunded. */
  expiresIn: 600,
  /** What a worker of an optimistic request locks, as a multiple of the fee. */
  collateralFees: 10n,
}

/** Seconds. */
export const expiryChoices = [300, 600, 3_600] as const

/** What a worker of an optimistic request locks: never less than makes a challenge worth its bond. */
export function collateralOf(
  fee: bigint,
  { leastCollateral }: Pick<RequestBounds, 'leastCollateral'>,
): bigint {
  const wanted = fee * defaultTerms.collateralFees
  return wanted > leastCollateral ? wanted : leastCollateral
}

/** Whether a model's input or outputs are more than a worker can be made to show; what is not known may be. */
export function isLarge(
  { inputBytes, outputBytes }: { inputBytes: number; outputBytes: number },
  { demandableBytes }: Pick<RequestBounds, 'demandableBytes'>,
): boolean {
  return [inputBytes, outputBytes].some((bytes) => bytes === 0 || bytes > demandableBytes)
}

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
