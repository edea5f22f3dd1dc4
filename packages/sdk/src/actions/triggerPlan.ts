import type { Deployment } from '@assay/protocol'
import { scheduleAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'
import type { Plan } from '../types/plan.ts'

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
  const data = encodeFunctionData({ abi: scheduleAbi, functionName: 'trigger', args: [plan] })
  return writeContract(client, { deployment, account, to: deployment.schedule, data })
}
