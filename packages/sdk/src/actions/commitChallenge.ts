import type { Deployment } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeAbiParameters, encodeFunctionData, keccak256 } from 'viem'
import { accountOf, writeContract } from '../chain/writeMarket.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type CommitChallengeParameters = {
  deployment: Deployment
  /** The claim's id: `claimIdOf`. */
  claim: Hex
  /** 32 random bytes; `challengeResult` takes them again. */
  salt: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type CommitChallengeReturnType = Hex

/**
 * Notes that the caller is going to challenge a claim, without saying which: of several who win, the one that noted first gets
 * the reward, so nobody can overtake a challenge that it sees in the mempool.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function commitChallenge(
  client: AssayClient,
  parameters: CommitChallengeParameters,
): Promise<CommitChallengeReturnType> {
  const { deployment, claim, salt } = parameters
  try {
    const account = accountOf(client, parameters.account)
    const words = [{ type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }] as const
    const commitment = keccak256(encodeAbiParameters(words, [account.address, claim, salt]))
    const data = encodeFunctionData({
      abi: disputeGameAbi,
      functionName: 'commit',
      args: [commitment],
    })
    return await writeContract(client, { deployment, account, to: deployment.disputeGame, data })
  } catch (error) {
    throw explainChainError(error)
  }
}
