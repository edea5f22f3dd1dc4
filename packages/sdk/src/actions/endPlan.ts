import type { Deployment, Plan } from '@assay/protocol'
import { scheduleCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type EndPlanParameters = {
  deployment: Deployment
  plan: Plan
  account?: Account | Address
}
/** The transaction's hash. */
export type EndPlanReturnType = Hex

/**
 * Ends a plan of the account's; jobs that are posted go on.
 *
 * @throws BaseError with the contract's reason in words
 */
export function endPlan(
  client: AssayClient,
  parameters: EndPlanParameters,
): Promise<EndPlanReturnType> {
  const { deployment, account, plan } = parameters
  const call = scheduleCalls.end(deployment, plan)
  return writeCall(client, { deployment, account, call })
}
