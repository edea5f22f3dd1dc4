import type { Hex } from 'viem'

/** What an offer must be. Fixed for ever by the deployment. */
export type Terms = {
  /** The least time that a worker is given after its claim (seconds). */
  minLockFor: number
  /** The least collateral where the result can be disputed, in the token's smallest unit. */
  leastCollateral: bigint
  /** The most bytes of an input, or of all outputs together, that a worker can be made to show. */
  demandableBytes: number
  /** The runtime profile of the models whose results can be disputed. */
  disputableProfile: Hex
  /** The shortest time in which a result can be disputed (seconds). */
  minWindow: number
}
