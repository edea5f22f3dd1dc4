import type { Deployment, Plan } from '@assay/protocol'
import { scheduleAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type GetPlanParameters = { deployment: Deployment; plan: Plan }
export type GetPlanReturnType = {
  planId: Hex
  /** Whether its owner made it. */
  exists: boolean
  /** When the next run is due (unix seconds); undefined where none is to come. */
  nextRun: number | undefined
  /** How many runs were made. */
  made: number
  ended: boolean
}

/** Reads how far a plan is. */
export async function getPlan(
  client: AssayClient,
  parameters: GetPlanParameters,
): Promise<GetPlanReturnType> {
  const { deployment, plan } = parameters
  const schedule = { address: deployment.schedule, abi: scheduleAbi } as const
  try {
    const planId = await readContract(client, {
      ...schedule,
      functionName: 'hashPlan',
      args: [plan],
    })
    const { nextRun, made, ended } = await readContract(client, {
      ...schedule,
      functionName: 'progressOf',
      args: [planId],
    })
    const exists = nextRun !== 0
    const due = exists && !ended && made < plan.runs
    return { planId, exists, nextRun: due ? nextRun : undefined, made, ended }
  } catch (error) {
    throw explainChainError(error)
  }
}
