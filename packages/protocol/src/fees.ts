import { BPS } from './generated/constants.ts'
import type { Offer } from './request.ts'

/** The offer's fee at a time (unix seconds): it rises in a straight line, rounded down. Equal to the contracts' feeAt. */
export function feeAt(
  {
    minFee,
    maxFee,
    rampStart,
    rampLength,
  }: Pick<Offer, 'minFee' | 'maxFee' | 'rampStart' | 'rampLength'>,
  time: number | bigint,
): bigint {
  const elapsed = BigInt(time) - BigInt(rampStart)
  const length = BigInt(rampLength)
  if (elapsed <= 0n) return minFee
  if (elapsed >= length) return maxFee
  return minFee + ((maxFee - minFee) * elapsed) / length
}

/** A fee's parts: the publisher's royalty, rounded down, and the worker's rest. Equal to Settlement.splitFee. */
export function splitFee(fee: bigint, royaltyBps: number): { royalty: bigint; paid: bigint } {
  const royalty = (fee * BigInt(royaltyBps)) / BigInt(BPS)
  return { royalty, paid: fee - royalty }
}

/** Forfeited collateral's parts: what it rewards, rounded down, and what is burned. Equal to Settlement.splitForfeit. */
export function splitForfeit(collateral: bigint): { rewarded: bigint; burned: bigint } {
  const rewarded = collateral / 2n
  return { rewarded, burned: collateral - rewarded }
}
