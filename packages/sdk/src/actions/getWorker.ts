import type { Deployment } from '@assay/protocol'
import { workerRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type GetWorkerParameters = {
  deployment: Deployment
  worker: Address
  /** Models whose asks are wanted, by id; none by default. */
  models?: readonly Hex[]
}

/** For what a worker serves a model, by its own word. */
export type Ask = {
  model: Hex
  /** Least fee, in the token's smallest unit. */
  fee: bigint
  /** Most collateral that it locks, in the token's smallest unit. */
  collateral: bigint
  /** How long it needs at most (seconds). */
  lockFor: number
  /** When it said so (unix seconds). */
  askedAt: number
}

export type GetWorkerReturnType = {
  worker: Address
  /** What it says of itself; undefined where it never did. */
  profile: { name: string; endpoint: string; updatedAt: number } | undefined
  asks: Ask[]
  /** Stake slots, active or not. */
  slots: bigint
  /** Stake on its way back, oldest first. */
  unbonding: { amount: bigint; releasedAt: number }[]
}

/** Reads what a worker says of itself, and what it has staked. */
export async function getWorker(
  client: AssayClient,
  parameters: GetWorkerParameters,
): Promise<GetWorkerReturnType> {
  const { deployment, worker, models = [] } = parameters
  const registry = { address: deployment.workerRegistry, abi: workerRegistryAbi } as const
  try {
    const [profile, slots, unbonding, asks] = await Promise.all([
      readContract(client, { ...registry, functionName: 'getProfile', args: [worker] }),
      readContract(client, { ...registry, functionName: 'slotsOf', args: [worker] }),
      readContract(client, { ...registry, functionName: 'unbondingOf', args: [worker] }),
      Promise.all(
        models.map(async (model): Promise<Ask> => {
          const args = [worker, model] as const
          return {
            model,
            ...(await readContract(client, { ...registry, functionName: 'getAsk', args })),
          }
        }),
      ),
    ])
    return {
      worker,
      profile: profile.updatedAt === 0 ? undefined : profile,
      // An ask without time is none.
      asks: asks.filter(({ lockFor }) => lockFor !== 0),
      slots,
      unbonding: [...unbonding],
    }
  } catch (error) {
    throw explainChainError(error)
  }
}
