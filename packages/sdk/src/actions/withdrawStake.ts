import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type WithdrawStakeParameters = {
  deployment: Deployment
  account?: Account | Address
}
/** The transaction's hash. */
export type WithdrawStakeReturnType = Hex

/**
 * Frees the stake that is released.
 *
 * @throws BaseError with the contract's reason in words
 */
export function withdrawStake(
  client: AssayClient,
  parameters: WithdrawStakeParameters,
): Promise<WithdrawStakeReturnType> {
  const { deployment, account } = parameters
  const call = registryCalls.withdrawStake(deployment)
  return writeCall(client, { deployment, account, call })
}
