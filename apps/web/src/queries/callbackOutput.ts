import { WHEN_FINAL } from '@assay/protocol'
import type { Job } from '@assay/sdk'
import type { Hex } from 'viem'

/**
 * The bytes that a settlement may carry, best first: each output that is on the chain, where the request’s contract wants the
 * final result, and none at last. Only the accepted output’s bytes are taken.
 */
export function outputsToSettleWith({ request, seats }: Job): Hex[] {
  if ((request.callback.when & WHEN_FINAL) === 0) return ['0x']
  return [...new Set([...seats.flatMap(({ output }) => output ?? []), '0x' as const])]
}

/** The bytes that a repeated callback carries: those of the result that it tells of, where they are on the chain. */
export function outputToDeliver({ state, output = '0x' }: Job): Hex {
  return state === 'accepted' || state === 'submitted' ? output : '0x'
}
