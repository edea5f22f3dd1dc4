import type { Deployment } from '@assay/protocol'
import { ledgerCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { accountOf, writeCall } from '../chain/writeCall.ts'
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
 * Pays tokens out of the free balance.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function withdraw(
  client: AssayClient,
  parameters: WithdrawParameters,
): Promise<WithdrawReturnType> {
  const { deployment, amount } = parameters
  const account = accountOf(client, parameters.account)
  const to = parameters.to ?? account.address
  const call = ledgerCalls.withdraw(deployment, { amount, to })
  return writeCall(client, { deployment, account, call })
}
