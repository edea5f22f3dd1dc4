import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { accountOf, writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type WithdrawParameters = {
  deployment: Deployment
  amount: bigint
  /** The account itself by default. */
  to?: Address
  account?: Account | Address
}
export type WithdrawReturnType = Hex

/**
 * Pays tokens out of the market balance.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function withdraw(
  client: AssayClient,
  parameters: WithdrawParameters,
): Promise<WithdrawReturnType> {
  const { deployment, amount } = parameters
  const account = accountOf(client, parameters.account)
  const data = encodeFunctionData({
    abi: marketAbi,
    functionName: 'withdraw',
    args: [amount, parameters.to ?? account.address],
  })
  return writeMarket(client, { deployment, account, calls: [data] })
}
