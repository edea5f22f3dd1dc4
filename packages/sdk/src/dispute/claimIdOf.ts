import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem'

/** The id of what is disputed: that this worker's output root answers that job. */
export function claimIdOf(claim: { job: Hex; worker: Address; outputRoot: Hex }): Hex {
  const words = [{ type: 'bytes32' }, { type: 'address' }, { type: 'bytes32' }] as const
  return keccak256(encodeAbiParameters(words, [claim.job, claim.worker, claim.outputRoot]))
}
