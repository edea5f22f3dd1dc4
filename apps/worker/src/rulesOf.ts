import { PROFILE_EXACT } from '@assay/program'
import { getAddress, parseEther, parseUnits } from 'viem'
import type { WorkerConfig } from './config.ts'
import type { ServedModel } from './models/loadModel.ts'
import type { Rules } from './Rules.ts'

/** The operator's rules from its settings, amounts in the token's smallest unit. */
export function rulesOf(
  config: WorkerConfig,
  models: readonly ServedModel[],
  decimals: number,
): Rules {
  const { policy, deployment } = config
  const addresses = (list: readonly string[]) => list.map((address) => getAddress(address))
  const { signature, optimistic, quorum } = deployment.verifiers
  const verifiers =
    policy.verifiers.length > 0 ? addresses(policy.verifiers) : [signature, optimistic, quorum]
  return {
    models: new Map(
      models.map(({ modelId, minFee, profile, pool, outputBytes }) => [
        modelId,
        {
          minFee: parseUnits(minFee, decimals),
          exact: profile === PROFILE_EXACT,
          inputBytes: pool.inputBytes,
          outputBytes,
        },
      ]),
    ),
    allow: addresses(policy.allow),
    deny: addresses(policy.deny),
    verifiers,
    instantVerifiers: [signature],
    optimistic,
    quorum,
    longestWindow: policy.maxWindow,
    undrawnQuorums: policy.undrawnQuorums,
    leaveUnfilled: policy.leaveUnfilled,
    minLockFor: policy.minLockFor,
    concurrency: config.concurrency,
    maxJobs: policy.maxJobs,
    maxFetches: config.input.concurrency,
    maxCollateral: parseUnits(config.collateral.maxPerJob, decimals),
    autoDeposit: config.collateral.autoDeposit,
    minCoinBalance: parseEther(config.gas.minBalance),
    housekeeping: config.housekeeping,
  }
}
