import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type DrawWorkersParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
/** The transaction's hash. */
export type DrawWorkersReturnType = Hex

/**
 * Draws workers for a job whose quorum wants drawn ones: a block to come decides which stake slots may take its seats. Anyone may,
 * once; the requester cannot cancel after it.
 *
 * @throws BaseError with the contract's reason in words
 */
export function drawWorkers(
  client: AssayClient,
  parameters: DrawWorkersParameters,
): Promise<DrawWorkersReturnType> {
  const { deployment, account, request } = parameters
  const call = marketCalls.draw({ request })
  return writeCall(client, { deployment, account, call })
}
