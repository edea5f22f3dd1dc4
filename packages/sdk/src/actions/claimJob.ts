import type { Deployment, Request } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { accountOf, writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type ClaimJobParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
export type ClaimJobReturnType = Hex

/**
 * Takes a seat, locking the collateral from the market balance: the caller owes a result from then on.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function claimJob(
  client: AssayClient,
  parameters: ClaimJobParameters,
): Promise<ClaimJobReturnType> {
  const { deployment, request, account } = parameters
  const { address } = accountOf(client, account)
  const data = encodeFunctionData({
    abi: marketAbi,
    functionName: 'claim',
    args: [request, address, '0x'],
  })
  return writeMarket(client, { deployment, account, calls: [data] })
}
