import type { Deployment } from '@assay/protocol'
import { scheduleAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'
import type { Plan } from '../types/plan.ts'

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
  const data = encodeFunctionData({ abi: scheduleAbi, functionName: 'end', args: [plan] })
  return writeContract(client, { deployment, account, to: deployment.schedule, data })
}
