import type { DisputeGame, DisputeRole } from '@assay/program'
import type { Address, Hex } from 'viem'

/** One thing that happened in a game, and the transaction that made it happen. */
export type DisputeStep = {
  kind:
    | 'challenged'
    | 'trace-opened'
    | 'nodes-opened'
    /** The worker had opened it in another game of the claim. */
    | 'opening-reused'
    | 'node-picked'
    | 'step-picked'
    | 'page-shown'
    | 'element-judged'
    | 'timed-out'
  /** Whose move it was; if a time ran out, the side that missed it. */
  by: DisputeRole
  transactionHash: Hex
  blockNumber: bigint
  logIndex: number
  /** The block's time (unix seconds). */
  timestamp: number
}

/** How far a game has narrowed down what is wrong, from the program to one number. Absent fields are not reached yet. */
export type DisputePath = {
  /** Steps of the program. */
  steps: number
  /** The root of all steps' tensors, as the worker opened it. */
  traceRoot?: Hex
  step?: {
    index: number
    /** The step's committed encoding: `readStep` of @assay/program tells what it is. */
    encoding: Hex
    /** The root of what the step produced, as the worker opened it. */
    root: Hex
    byteLength: number
    elementBytes: number
  }
  page?: {
    index: number
    /** Its hash in the worker's tree. */
    hash: Hex
    /** Its 256 bytes, once shown. */
    bytes?: Hex
  }
  element?: {
    /** Position in the page, and in the whole tensor. */
    place: number
    index: number
    claimed: bigint
    actual: bigint
  }
}

/** A game between a challenger and a worker, as the chain tells it. */
export type Dispute = {
  game: bigint
  /** The claim's id: several games may be about the same claim. */
  claim: Hex
  job: Hex
  model: Hex
  worker: Address
  challenger: Address
  inputRoot: Hex
  /** What the worker claims. */
  outputRoot: Hex
  /** What the challenger locked, in the token's smallest unit. */
  bond: bigint
  /** The block of the challenge, which counts for the order of challengers. */
  since: bigint
  /** The block of the commitment that the challenger proved: it counts where the referee finds the value at the element. */
  ranked?: { since: bigint; element: bigint; value: bigint }
  state: 'open' | 'worker-won' | 'challenger-won'
  /** Whose move is awaited, and until when (unix seconds); absent once the game has ended. */
  turn?: DisputeRole
  deadline?: number
  /** Who got the bond at the end. */
  bondTo?: Address
  path: DisputePath
  /** The same as data that `nextMove` of @assay/program decides on. */
  position: DisputeGame
  moves: DisputeStep[]
}

/** What a game is about in money, in the token's smallest unit. */
export type DisputeMoney = {
  /** What the challenger locked. */
  bond: bigint
  /** What the worker loses with the claim; a challenger then gets half of it. */
  collateral: bigint
  /** What the worker is paid if the claim stands. */
  fee: bigint
}

/** Pages of an input or output that somebody paid to have shown. */
export type Demand = {
  demand: bigint
  claim: Hex
  job: Hex
  worker: Address
  demander: Address
  what: 'input' | 'output'
  /** Which of the program's outputs. */
  output?: number
  first: number
  count: number
  /** Until when the worker may answer (unix seconds). */
  deadline: number
  /** Answered: the pages are shown, and the fee waits until the claim is decided. Settled: it was paid. */
  state: 'open' | 'answered' | 'missed' | 'settled'
  /** Who got the fee of the shown pages. */
  feeTo?: Address
  /** The pages, one after the other. */
  pages?: Hex
}
