import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem'

/** What is noted on chain before a challenge, so that nobody who sees the challenge can come before it. */
export function challengeCommitment(parameters: {
  challenger: Address
  claim: Hex
  salt: Hex
}): Hex {
  const { challenger, claim, salt } = parameters
  const words = [{ type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }] as const
  return keccak256(encodeAbiParameters(words, [challenger, claim, salt]))
}
