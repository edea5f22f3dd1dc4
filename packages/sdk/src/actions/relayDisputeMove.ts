import type { Deployment } from '@assay/protocol'
import { disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'
import type { SignDisputeMoveReturnType } from './signDisputeMove.ts'

export type RelayDisputeMoveParameters = SignDisputeMoveReturnType & {
  deployment: Deployment
  /** The key that signed for the mover (ERC-7913), where it was not the mover itself. */
  signer?: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type RelayDisputeMoveReturnType = Hex

/**
 * Submits a move that its mover has signed with `signDisputeMove`. Anyone may.
 *
 * @throws BaseError with the contract's reason in words, such as a signature for another turn
 */
export function relayDisputeMove(
  client: AssayClient,
  parameters: RelayDisputeMoveParameters,
): Promise<RelayDisputeMoveReturnType> {
  const { deployment, account, game, move, signature, signer = '0x' } = parameters
  const call = disputeCalls.relay(deployment, { game, move, signer, signature })
  return writeCall(client, { deployment, account, call })
}
