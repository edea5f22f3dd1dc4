import type { Deployment } from '@assay/protocol'
import { ledgerCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
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
 * Moves a part of the free balance to another account, without any token leaving the ledger.
 *
 * @throws BaseError with the contract's reason in words
 */
export function transferBalance(
  client: AssayClient,
  parameters: TransferBalanceParameters,
): Promise<TransferBalanceReturnType> {
  const { deployment, account, receiver, amount } = parameters
  const call = ledgerCalls.transfer(deployment, { receiver, amount })
  return writeCall(client, { deployment, account, call })
}
