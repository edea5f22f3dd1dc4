import type { Input, Receipt, Request } from '@assay/protocol'
import type { Address, Hex } from 'viem'

export type JobState =
  | 'none'
  | 'open'
  | 'claimed'
  /** Commitments of several seats are in, their openings awaited. */
  | 'revealing'
  | 'submitted'
  | 'accepted'
  | 'rejected'
  /** Nobody judged in time: refunded. */
  | 'void'
  | 'cancelled'
  | 'expired'

/** One worker's claim to a job. */
export type Seat = {
  worker: Address
  fee: bigint
  collateral: bigint
  /** Until when the worker may submit (unix seconds). */
  deadline: number
  /** The output root that the worker submitted. */
  outputRoot?: Hex
  /** What the worker got, once settled; the royalty went to the model's publisher. */
  paid?: bigint
  royalty?: bigint
}

/** One thing that happened to a job, and the transaction that made it happen. */
export type JobStep = {
  kind: 'posted' | 'claimed' | 'submitted' | 'finalized' | 'cancelled' | 'expired' | 'forfeited'
  transactionHash: Hex
  blockNumber: bigint
  logIndex: number
  /** The block's time (unix seconds). */
  timestamp: number
  /** Whose doing or whose turn it was: the requester or the worker of the event. */
  actor?: Address
}

/** A job as the chain tells it. Absent fields have not happened yet. */
export type Job = {
  id: Hex
  state: JobState
  request: Request
  input: Input
  seats: Seat[]
  receipt?: Receipt
  signature?: Hex
  /** Output bytes, where the worker sent them along. */
  output?: Hex
  /** What went back to the requester at the end. */
  refunded?: bigint
  steps: JobStep[]
}
