import type { Deployment } from '@assay/protocol'
import { scheduleAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'
import type { Plan } from '../types/plan.ts'

export type CreatePlanParameters = {
  deployment: Deployment
  plan: Plan
  account?: Account | Address
}
/** The transaction's hash. */
export type CreatePlanReturnType = Hex

/**
 * Plans a request that repeats. Fees and tips come out of the owner's market balance, for which the owner makes the schedule
 * its operator (setOperator).
 *
 * @throws BaseError with the contract's reason in words
 */
export function createPlan(
  client: AssayClient,
  parameters: CreatePlanParameters,
): Promise<CreatePlanReturnType> {
  const { deployment, account, plan } = parameters
  const data = encodeFunctionData({ abi: scheduleAbi, functionName: 'plan', args: [plan] })
  return writeContract(client, { deployment, account, to: deployment.schedule, data })
}
