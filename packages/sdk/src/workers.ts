/**
 * Workers: what they say of themselves, and what they stake to be drawn.
 *
 * @module
 */
import { registryCalls, workerRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { explained } from './errors/explainChainError.ts'
import type { AssayClient } from './types/client.ts'
import { type ReadParameters, type WriteParameters, write } from './write.ts'

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

/** What a worker says of itself, and what it has staked. */
export type Worker = {
  worker: Address
  /** What it says of itself; undefined where it never did. */
  profile: { name: string; endpoint: string; updatedAt: number } | undefined
  asks: Ask[]
  /** Stake slots, active or not. */
  slots: bigint
  /** Stake on its way back, oldest first. */
  unbonding: { amount: bigint; releasedAt: number }[]
}

/** What `workers.get` takes. */
export type GetParameters = ReadParameters & {
  worker: Address
  /** Models whose asks are wanted, by id; none by default. */
  models?: readonly Hex[]
}

/** Reads what a worker says of itself, and what it has staked. */
export function get(client: AssayClient, parameters: GetParameters): Promise<Worker> {
  return explained(async () => {
    const { deployment, worker, models = [] } = parameters
    const registry = { address: deployment.workerRegistry, abi: workerRegistryAbi } as const
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
  })
}

/** What `workers.setProfile` takes. */
export type SetProfileParameters = WriteParameters & {
  /** What people call it. */
  name: string
  /** An URL that answers for it. */
  endpoint: string
}

/**
 * Says where others find the account as a worker. They see it as the worker's own word, not as a fact.
 *
 * @returns the transaction's hash
 */
export function setProfile(client: AssayClient, parameters: SetProfileParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.setProfile(parameters.deployment, parameters))
}

/** What `workers.setAsk` takes. */
export type SetAskParameters = WriteParameters & {
  /** The model's id. */
  model: Hex
  /** Least fee, in the token's smallest unit. */
  fee: bigint
  /** Most collateral that it locks, in the token's smallest unit. */
  collateral: bigint
  /** How long it needs after its claim at most (seconds). */
  lockFor: number
}

/**
 * Says for what the account serves a model: a price tag that requesters can name in an offer, not a promise.
 *
 * @returns the transaction's hash
 */
export function setAsk(client: AssayClient, parameters: SetAskParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.setAsk(parameters.deployment, parameters))
}

/** What `workers.removeAsk` takes. */
export type RemoveAskParameters = WriteParameters & {
  /** The model's id. */
  model: Hex
}

/**
 * Takes the account's ask for a model back.
 *
 * @returns the transaction's hash
 */
export function removeAsk(client: AssayClient, parameters: RemoveAskParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.removeAsk(parameters.deployment, parameters))
}

/** What `workers.stake` and `workers.unstake` take. */
export type StakeParameters = WriteParameters & { slots: bigint }

/**
 * Stakes slots out of the free balance, so that the account can be drawn for quorums after a delay.
 *
 * @returns the transaction's hash
 */
export function stake(client: AssayClient, parameters: StakeParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.stake(parameters.deployment, parameters))
}

/**
 * Gives slots back: they cannot be drawn any more, and their stake is released 45 days later.
 *
 * @returns the transaction's hash
 */
export function unstake(client: AssayClient, parameters: StakeParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.unstake(parameters.deployment, parameters))
}

/**
 * Frees the stake that is released.
 *
 * @returns the transaction's hash
 */
export function withdrawStake(client: AssayClient, parameters: WriteParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.withdrawStake(parameters.deployment))
}
