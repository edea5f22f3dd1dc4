import type { Address, Hex } from 'viem'

/** What a requester pays for one seat, and the times that bind both sides. Amounts in the token's smallest unit. */
export interface Offer {
  /** The fee until rampStart. */
  readonly minFee: bigint
  /** The fee from rampStart + rampLength on; equal to minFee for a fixed price. */
  readonly maxFee: bigint
  /** When the fee begins to rise (unix seconds). */
  readonly rampStart: number
  /** How long it rises (seconds). */
  readonly rampLength: number
  /** How long a worker has from its claim to its result (seconds). */
  readonly lockFor: number
  /** The last second at which a seat can be claimed (unix seconds). */
  readonly expiry: number
  /** What every seat locks. */
  readonly collateral: bigint
  /** The only account that may claim; the zero address for anyone. */
  readonly worker: Address
}

/** How the result is verified. */
export interface Policy {
  readonly seats: number
  readonly verifier: Address
  /** The verifier's own parameters. */
  readonly params: Hex
}

/** Which contract hears of the result; when: 0 never, 1 provisional, 2 final, 3 both. */
export interface Callback {
  readonly target: Address
  readonly gasLimit: number
  readonly when: number
}

/** What a requester posts or signs. Its EIP-712 digest is the job's id. */
export interface Request {
  readonly requester: Address
  readonly nonce: bigint
  /** keccak256(abi.encode(profile, root)). */
  readonly model: Hex
  readonly inputRoot: Hex
  readonly offer: Offer
  readonly policy: Policy
  readonly callback: Callback
}

/** What a worker signs: this output answers that request. */
export interface Receipt {
  /** The worker that answers: the seat's. */
  readonly worker: Address
  /** The request's EIP-712 digest. */
  readonly request: Hex
  readonly outputRoot: Hex
  /** keccak256 of the submission's evidence; zero where there is none. */
  readonly evidenceHash: Hex
  /** The runtime profile that the worker ran. */
  readonly profile: Hex
  /** When the worker had the result (unix seconds, its own clock). */
  readonly completedAt: bigint
}

/** How the input travels: inline, or empty with places to fetch it from. */
export interface Input {
  readonly data: Hex
  readonly uris: readonly string[]
}

/** A worker's result with what speaks for it. */
export interface Submission {
  readonly receipt: Receipt
  /** '0x' where the worker's account signed, else the key that did (ERC-7913). */
  readonly signer: Hex
  readonly signature: Hex
  /** Opens an earlier commitment; zero where there is none. */
  readonly salt: Hex
  /** The output's canonical bytes, or '0x' when they travel elsewhere. */
  readonly output: Hex
  /** What the verifier asks beyond the signature, or '0x'. */
  readonly evidence: Hex
}
