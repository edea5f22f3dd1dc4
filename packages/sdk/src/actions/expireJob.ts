import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type ExpireJobParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
/** The transaction's hash. */
export type ExpireJobReturnType = Hex

/**
 * Ends a request that nobody did in time; its requester is refunded. Anyone may.
 *
 * @throws BaseError with the contract's reason in words
 */
export function expireJob(
  client: AssayClient,
  parameters: ExpireJobParameters,
): Promise<ExpireJobReturnType> {
  const { deployment, request, account } = parameters
  const call = marketCalls.expire(deployment, { request })
  return writeCall(client, { deployment, account, call })
}
