import { type Deployment, marketCalls, type Request } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type LeaveSeatParameters = {
  deployment: Deployment
  request: Request
  seat: number
  account?: Account | Address
}
/** The transaction's hash. */
export type LeaveSeatReturnType = Hex

/**
 * Gives up a seat of a job that did not fill within an hour of the claim. Its collateral is free again.
 *
 * @throws BaseError with the contract's reason in words
 */
export function leaveSeat(
  client: AssayClient,
  parameters: LeaveSeatParameters,
): Promise<LeaveSeatReturnType> {
  const { deployment, account, request, seat } = parameters
  const call = marketCalls.leave(deployment, { request, seat })
  return writeCall(client, { deployment, account, call })
}
