import type { Hex } from '../program.ts'
import type { DisputeTrace } from './disputeTrace.ts'

/**
 * Whether a claimed output root is not what the program gives: what a challenger asks before it starts a game. Where they are
 * equal there is nothing to win, whatever else the worker did.
 */
export function differs(trace: DisputeTrace, claimedRoot: Hex): boolean {
  return trace.outputRoot.toLowerCase() !== claimedRoot.toLowerCase()
}
