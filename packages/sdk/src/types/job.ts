import type { Input, Receipt, Request } from '@assay/protocol'
import type { Address, Hex } from 'viem'

/** How far a job is. */
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
  /** Until when the worker may submit, or with several seats commit (unix seconds). */
  deadline: number
  /** The worker gave the seat up before the job filled; it is free again. */
  left?: true
  /** With several seats: what the worker committed itself to before anybody showed a result. */
  commitment?: Hex
  /** The output root that the worker submitted. */
  outputRoot?: Hex
  /** The worker's word, with its signature. */
  receipt?: Receipt
  signature?: Hex
  /** The key that signed for the worker (ERC-7913); absent where the worker's account signed itself. */
  signer?: Hex
  /** Output bytes, where the worker sent them along. */
  output?: Hex
  /** The seat lost its collateral. */
  forfeited?: true
  /** What the worker got, once settled; the royalty went to the model's publisher. */
  paid?: bigint
  royalty?: bigint
}

/** One thing that happened to a job, and the transaction that made it happen. */
export type JobStep = {
  kind:
    | 'posted'
    | 'claimed'
    /** A worker of several committed itself to its result. */
    | 'committed'
    /** A worker of several gave its seat up. */
    | 'left'
    /** The verifier began to act on the job, such as by a draw: its requester cannot cancel it any more. */
    | 'bound'
    | 'submitted'
    | 'finalized'
    /** Signed off chain; submitted, answered and settled in one transaction. */
    | 'fulfilled'
    | 'cancelled'
    | 'expired'
    | 'forfeited'
    /** The contract that the request names was told, or could not be. */
    | 'callback-delivered'
    | 'callback-failed'
  transactionHash: Hex
  blockNumber: bigint
  logIndex: number
  /** The block's time (unix seconds). */
  timestamp: number
  /** Whose doing or whose turn it was: the requester or the worker of the event. */
  actor?: Address
}

/** A failed callback can be repeated by anyone (`jobs.deliver`). */
export type CallbackOutcome = 'delivered' | 'failed'

/** A job as the chain tells it. Absent fields have not happened yet. */
export type Job = {
  id: Hex
  state: JobState
  request: Request
  input: Input
  /** By their number; the order in which they were claimed. */
  seats: Seat[]
  /** The result: of several seats the accepted one, or before a verdict the first. */
  receipt?: Receipt
  signature?: Hex
  /** The key that signed for the worker (ERC-7913); absent where the worker's account signed itself. */
  signer?: Hex
  /** Output bytes, where the worker sent them along. */
  output?: Hex
  /** With several seats, all taken: until when results are committed to at the latest, and opened (unix seconds). */
  commitUntil?: number
  revealUntil?: number
  /** The verifier has begun to act on the job, so its requester cannot cancel it any more. */
  requesterBound?: true
  /** What went back to the requester at the end. */
  refunded?: bigint
  /** How telling the request's contract went, last. */
  callbacks?: { provisional?: CallbackOutcome; final?: CallbackOutcome }
  steps: JobStep[]
}
