import type { Address, Hex } from 'viem'

/** What a request offers to whom; fees and collateral in the token's smallest unit, times in seconds. */
export type Offer = {
  minFee: bigint
  maxFee: bigint
  /** When the fee begins to rise from minFee to maxFee (unix seconds). */
  rampStart: number
  rampLength: number
  /** How long a worker has after claiming (seconds). */
  lockFor: number
  /** When the offer ends (unix seconds). */
  expiry: number
  /** What each seat locks. */
  collateral: bigint
  /** The only worker that may claim; the zero address means anyone. */
  worker: Address
}

/** How a result is checked. */
export type Policy = { seats: number; verifier: Address; params: Hex }

/** Which contract hears of the result; when: 0 never, 1 provisional, 2 final, 3 both. */
export type Callback = { target: Address; gasLimit: number; when: number }

/** What a requester posts or signs; its EIP-712 digest is the job's id. */
export type Request = {
  requester: Address
  nonce: bigint
  model: Hex
  inputRoot: Hex
  offer: Offer
  policy: Policy
  callback: Callback
}

/** Input bytes beside a request: inline, or empty with places to fetch them from. */
export type Input = { data: Hex; uris: readonly string[] }

/** A worker's signed statement of a result. */
export type Receipt = { request: Hex; outputRoot: Hex; profile: Hex; completedAt: bigint }
