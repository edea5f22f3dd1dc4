import type { Deployment } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import { type MoveCallParameters, moveCall } from '../dispute/moveCall.ts'
import type { AssayClient } from '../types/client.ts'

export type MakeDisputeMoveParameters = MoveCallParameters & {
  deployment: Deployment
  account?: Account | Address
}
/** The transaction's hash. */
export type MakeDisputeMoveReturnType = Hex

/**
 * Makes a move that `nextMove` of @assay/program decided on: opens nodes, picks one, shows a page, has an element judged, or
 * ends a game whose time ran out.
 *
 * @throws BaseError with the contract's reason in words
 * @example
 * const { position } = await getDispute(client, { deployment, game })
 * const move = await nextMove({ game: position, role: 'challenger', now, trace })
 * if (move.kind !== 'none') await makeDisputeMove(client, { deployment, game, move, header })
 */
export function makeDisputeMove(
  client: AssayClient,
  parameters: MakeDisputeMoveParameters,
): Promise<MakeDisputeMoveReturnType> {
  const { deployment, account } = parameters
  return writeCall(client, { deployment, account, call: moveCall(deployment, parameters) })
}
