import { WHEN_FINAL } from '@assay/protocol'
import type { Job } from '@assay/sdk'
import type { Hex } from 'viem'

/** Whether the next thing that moves money is a verdict. */
export function awaitsVerdict({ state, request }: Job): boolean {
  if (state === 'submitted' || state === 'revealing') return true
  return state === 'claimed' && request.policy.seats > 1
}

/**
 * The bytes that a settlement may carry, best first: each output that is on the chain, where the request’s contract wants the
 * final result, and none at last. Only the accepted output’s bytes are taken.
 */
export function outputsToSettleWith({ request, seats }: Job): Hex[] {
  if ((request.callback.when & WHEN_FINAL) === 0) return ['0x']
  return [...new Set([...seats.flatMap(({ output }) => output ?? []), '0x' as const])]
}

/** What has left the requester for good: what each seat was paid, and the royalty on it. Nothing else of a job is spent. */
export function spentOf({ seats }: Pick<Job, 'seats'>): bigint {
  return seats.reduce((sum, { paid = 0n, royalty = 0n }) => sum + paid + royalty, 0n)
}

/** The most that a request offered: its highest fee for each of its seats. */
export function offeredBy({ request }: Pick<Job, 'request'>): bigint {
  return request.offer.maxFee * BigInt(request.policy.seats)
}
