import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type CancelRequestParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
/** The transaction's hash. */
export type CancelRequestReturnType = Hex

/**
 * Takes an open request back; its requester is refunded in the market.
 *
 * @throws BaseError with the contract's reason in words
 */
export function cancelRequest(
  client: AssayClient,
  parameters: CancelRequestParameters,
): Promise<CancelRequestReturnType> {
  const { deployment, request, account } = parameters
  const call = marketCalls.cancel(deployment, { request })
  return writeCall(client, { deployment, account, call })
}
