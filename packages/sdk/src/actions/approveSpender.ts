import { type Deployment, ledgerCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type ApproveSpenderParameters = {
  deployment: Deployment
  /** A contract whose code you know, such as the deployment's schedule. */
  spender: Address
  /** In place of what it was allowed before, in the token's smallest unit. */
  amount: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type ApproveSpenderReturnType = Hex

/**
 * Lets a contract move up to an amount of the caller's free balance. What the schedule may move is the budget of all the caller's
 * plans. Requests, claims and disputes need no allowance.
 *
 * @throws BaseError with the contract's reason in words
 */
export function approveSpender(
  client: AssayClient,
  parameters: ApproveSpenderParameters,
): Promise<ApproveSpenderReturnType> {
  const { deployment, account, spender, amount } = parameters
  const call = ledgerCalls.approve(deployment, { spender, amount })
  return writeCall(client, { deployment, account, call })
}
