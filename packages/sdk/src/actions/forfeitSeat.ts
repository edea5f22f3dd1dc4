import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type ForfeitSeatParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
/** The transaction's hash. */
export type ForfeitSeatReturnType = Hex

/**
 * Takes the collateral of a worker that missed its deadline and opens the job again. Anyone may.
 *
 * @throws BaseError with the contract's reason in words
 */
export function forfeitSeat(
  client: AssayClient,
  parameters: ForfeitSeatParameters,
): Promise<ForfeitSeatReturnType> {
  const { deployment, request, account } = parameters
  const call = marketCalls.forfeit(deployment, { request })
  return writeCall(client, { deployment, account, call })
}
