import { PROFILE_EXACT } from '@assay/program'
import { getAddress, maxUint256, parseEther, parseUnits } from 'viem'
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
  const perJob = parseUnits(config.collateral.maxPerJob, decimals)
  const { maxTotal } = config.collateral
  const settingsOf = (path: string) => config.models.find((model) => model.path === path)!
  return {
    models: new Map(
      models.map(({ modelId, path, profile, pool, outputBytes }) => {
        const { minFee, patience, allow, deny, maxCollateral } = settingsOf(path)
        const rule = {
          minFee: parseUnits(minFee, decimals),
          patience,
          allow: addresses(allow),
          deny: addresses(deny),
          maxCollateral:
            maxCollateral === undefined
              ? perJob
              : least(perJob, parseUnits(maxCollateral, decimals)),
          exact: profile === PROFILE_EXACT,
          inputBytes: pool.inputBytes,
          outputBytes,
        }
        return [modelId, rule] as const
      }),
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
    maxCollateral: perJob,
    maxTotalCollateral: maxTotal === undefined ? maxUint256 : parseUnits(maxTotal, decimals),
    coinPrice: parseUnits(config.gas.coinPrice, decimals),
    autoDeposit: config.collateral.autoDeposit,
    minCoinBalance: parseEther(config.gas.minBalance),
    housekeeping: config.housekeeping,
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
