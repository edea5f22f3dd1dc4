import type { Deployment, Plan } from '@assay/protocol'
import { scheduleCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type TriggerPlanParameters = {
  deployment: Deployment
  plan: Plan
  account?: Account | Address
}
/** The transaction's hash. */
export type TriggerPlanReturnType = Hex

/**
 * Makes the run of a plan that is due: its job is posted, and the caller gets the tip. Anyone may.
 *
 * @throws BaseError with the contract's reason in words
 */
export function triggerPlan(
  client: AssayClient,
  parameters: TriggerPlanParameters,
): Promise<TriggerPlanReturnType> {
  const { deployment, account, plan } = parameters
  const call = scheduleCalls.trigger(deployment, plan)
  return writeCall(client, { deployment, account, call })
}
