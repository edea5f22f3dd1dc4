import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem'

/** What a commitment hides until its salt opens it. */
export interface Commitment {
  /** The job's id. */
  readonly job: Hex
  readonly worker: Address
  readonly outputRoot: Hex
  /** 32 random bytes, to be kept until the result is submitted. */
  readonly salt: Hex
}

const FIELDS = [
  { type: 'bytes32' },
  { type: 'address' },
  { type: 'bytes32' },
  { type: 'bytes32' },
] as const

/** The commitment that `commit` and `announce` take; equal to the contracts' Submission.commitment. */
export function hashCommitment({ job, worker, outputRoot, salt }: Commitment): Hex {
  return keccak256(encodeAbiParameters(FIELDS, [job, worker, outputRoot, salt]))
}
