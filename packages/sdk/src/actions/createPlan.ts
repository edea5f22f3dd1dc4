import type { Deployment, Plan } from '@assay/protocol'
import { scheduleCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type CreatePlanParameters = {
  deployment: Deployment
  plan: Plan
  account?: Account | Address
}
/** The transaction's hash. */
export type CreatePlanReturnType = Hex

/**
 * Plans a request that repeats. Prices and tips come out of the owner's free balance, up to what the schedule
 * may move (approveSpender): that allowance is the budget of all the owner's plans.
 *
 * @throws BaseError with the contract's reason in words
 */
export function createPlan(
  client: AssayClient,
  parameters: CreatePlanParameters,
): Promise<CreatePlanReturnType> {
  const { deployment, account, plan } = parameters
  const call = scheduleCalls.plan(deployment, plan)
  return writeCall(client, { deployment, account, call })
}
