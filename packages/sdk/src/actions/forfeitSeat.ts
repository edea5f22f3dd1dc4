import type { Deployment, Request } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeMarket } from '../chain/writeMarket.ts'
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
  const data = encodeFunctionData({ abi: marketAbi, functionName: 'forfeit', args: [request] })
  return writeMarket(client, { deployment, account, calls: [data] })
}
