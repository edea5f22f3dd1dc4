import type { Deployment } from '@assay/protocol'
import { disputeDomain, disputeGameAbi, encodeCall, moveTypes } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { keccak256 } from 'viem'
import { readContract, signTypedData } from 'viem/actions'
import { accountOf } from '../chain/writeCall.ts'
import { type MoveCallParameters, moveCall } from '../dispute/moveCall.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type SignDisputeMoveParameters = MoveCallParameters & {
  deployment: Deployment
  account?: Account | Address
}
export type SignDisputeMoveReturnType = {
  game: bigint
  /** The move's calldata. */
  move: Hex
  signature: Hex
}

/**
 * Signs a move (EIP-712) so that anyone may submit it with `relayDisputeMove`: for a player without gas. Of openTrace, pick, pickStep
 * and judge; every other move may be submitted by anyone as it is. Good for the game's present turn only.
 *
 * @throws BaseError with the reason in words
 */
export async function signDisputeMove(
  client: AssayClient,
  parameters: SignDisputeMoveParameters,
): Promise<SignDisputeMoveReturnType> {
  const { deployment, game } = parameters
  try {
    const address = deployment.disputeGame
    const { data } = encodeCall(moveCall(deployment, parameters))
    const { turn } = await readContract(client, {
      abi: disputeGameAbi,
      address,
      functionName: 'getGame',
      args: [game],
    })
    const signature = await signTypedData(client, {
      account: accountOf(client, parameters.account),
      domain: disputeDomain(deployment),
      types: moveTypes,
      primaryType: 'Move',
      message: { game, turn: BigInt(turn), content: keccak256(data) },
    })
    return { game, move: data, signature }
  } catch (error) {
    throw explainChainError(error)
  }
}
