import type { Request } from '@assay/protocol'
import type { Address } from 'viem'

/** A request that repeats; its hash is its id, so it has to be given again, to the letter. */
export type Plan = {
  /** The request of every run: its requester owns the plan; nonce and inputRoot are zero; rampStart and expiry count from the run. */
  template: Request
  /** The contract that returns each run's input. */
  source: Address
  /** When the first run is due (unix seconds). */
  firstRun: number
  /** Seconds from one run to the next. */
  period: number
  runs: number
  /** What whoever triggers a run gets, in the token's smallest unit. */
  tip: bigint
  /** Tells plans apart that are alike. */
  salt: bigint
}
