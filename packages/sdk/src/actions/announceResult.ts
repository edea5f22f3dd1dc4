import type { Deployment } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type AnnounceResultParameters = {
  deployment: Deployment
  /** From hashCommitment. */
  commitment: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type AnnounceResultReturnType = Hex

/**
 * Commits to the result of an open signed request, so that nobody can copy it when it is submitted (fulfil) in a later block.
 *
 * @throws BaseError with the contract's reason in words
 */
export function announceResult(
  client: AssayClient,
  parameters: AnnounceResultParameters,
): Promise<AnnounceResultReturnType> {
  const { deployment, account, commitment } = parameters
  const call = marketCalls.announce(deployment, { commitment })
  return writeCall(client, { deployment, account, call })
}
