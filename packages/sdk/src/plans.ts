/**
 * Plans: requests that repeat, paid from an allowance.
 *
 * @module
 */
import { type Plan, scheduleAbi, scheduleCalls } from '@assay/protocol'
import type { Hex } from 'viem'
import { readContract } from 'viem/actions'
import { explained } from './errors/explainChainError.ts'
import type { AssayClient } from './types/client.ts'
import { type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `plans.get` takes. */
export type GetParameters = ReadParameters & { plan: Plan }

/** How far a plan is. */
export type Progress = {
  planId: Hex
  /** Whether its owner made it. */
  exists: boolean
  /** When the next run is due (unix seconds); undefined where none will come. */
  nextRun: number | undefined
  /** How many runs were made. */
  made: number
  ended: boolean
}

/** Reads how far a plan is. */
export function get(client: AssayClient, parameters: GetParameters): Promise<Progress> {
  return explained(async () => {
    const { deployment, plan } = parameters
    const schedule = { address: deployment.schedule, abi: scheduleAbi } as const
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
  })
}

/** What the actions take that change a plan. */
export type PlanParameters = WriteParameters & { plan: Plan }

/**
 * Plans a request that repeats. Prices and tips come from the owner's free balance, up to what the schedule may move
 * (`balances.approve`): that allowance is the budget of all the owner's plans.
 *
 * @returns the transaction's hash
 */
export function create(client: AssayClient, parameters: PlanParameters): Promise<Hex> {
  const { deployment, plan } = parameters
  return write(client, parameters, scheduleCalls.plan(deployment, plan))
}

/**
 * Makes the run of a plan that is due: its job is posted, and the caller gets the tip. Anyone may.
 *
 * @returns the transaction's hash
 */
export function trigger(client: AssayClient, parameters: PlanParameters): Promise<Hex> {
  const { deployment, plan } = parameters
  return write(client, parameters, scheduleCalls.trigger(deployment, plan))
}

/**
 * Ends a plan of the account's; jobs that are posted go on.
 *
 * @returns the transaction's hash
 */
export function end(client: AssayClient, parameters: PlanParameters): Promise<Hex> {
  const { deployment, plan } = parameters
  return write(client, parameters, scheduleCalls.end(deployment, plan))
}
