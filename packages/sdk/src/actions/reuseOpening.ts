import { type Deployment, disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type ReuseOpeningParameters = {
  deployment: Deployment
  game: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type ReuseOpeningReturnType = Hex

/**
 * Makes the worker's awaited move by what another game of the same claim has opened. Anyone may.
 *
 * @throws BaseError with the contract's reason in words
 */
export function reuseOpening(
  client: AssayClient,
  parameters: ReuseOpeningParameters,
): Promise<ReuseOpeningReturnType> {
  const { deployment, account, game } = parameters
  const call = disputeCalls.reuse(deployment, { game })
  return writeCall(client, { deployment, account, call })
}
