import type { Deployment, Request } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeMarket } from '../chain/writeMarket.ts'
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
  const data = encodeFunctionData({ abi: marketAbi, functionName: 'cancel', args: [request] })
  return writeMarket(client, { deployment, account, calls: [data] })
}
