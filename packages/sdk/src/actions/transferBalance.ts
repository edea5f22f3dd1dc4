import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type TransferBalanceParameters = {
  deployment: Deployment
  receiver: Address
  /** In the token's smallest unit. */
  amount: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type TransferBalanceReturnType = Hex

/**
 * Moves a part of the market balance to another account, without any token leaving the market.
 *
 * @throws BaseError with the contract's reason in words
 */
export function transferBalance(
  client: AssayClient,
  parameters: TransferBalanceParameters,
): Promise<TransferBalanceReturnType> {
  const { deployment, account, receiver, amount } = parameters
  const data = encodeFunctionData({
    abi: marketAbi,
    functionName: 'transfer',
    args: [receiver, amount],
  })
  return writeMarket(client, { deployment, account, calls: [data] })
}
