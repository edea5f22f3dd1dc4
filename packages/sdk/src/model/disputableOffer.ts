import { type Deployment, encodeOptimisticParams } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { ModelVersion } from '../types/model.ts'
import type { Terms } from '../types/terms.ts'

/** What a worker locks, as a multiple of the fee: a wrong answer has to cost it more than it earns by many. */
const COLLATERAL_FEES = 10n

/** What `disputableOffer` takes. */
export type DisputableOfferParameters = {
  model: Pick<ModelVersion, 'profile' | 'inputBytes' | 'outputBytes'>
  /** What one seat is paid, in the token's smallest unit. */
  fee: bigint
  /** From `requests.getTerms`. */
  terms: Omit<Terms, 'minLockFor'>
  /** How long an answer can be disputed (seconds); the deployment's shortest by default. */
  window?: number | undefined
}

/** What an offer asks, so that its answer can be disputed. */
export type DisputableOffer = {
  verifier: Address
  params: Hex
  collateral: bigint
  /** How long an answer can be disputed (seconds). */
  window: number
  /** Whether a worker can withhold input or output, which `demandableBytes` of the terms bounds. */
  takesLarge: boolean
}

/**
 * What an offer asks, so that anyone can dispute its answer for a while and a wrong one costs its worker the collateral. It costs the
 * requester no more than a signature. Undefined where the chain can judge no number of the model.
 */
export function disputableOffer(
  { verifiers }: Pick<Deployment, 'verifiers'>,
  { model, fee, terms, window = terms.minWindow }: DisputableOfferParameters,
): DisputableOffer | undefined {
  if (model.profile !== terms.disputableProfile) return undefined
  const wanted = fee * COLLATERAL_FEES
  const takesLarge = isLarge(model, terms)
  return {
    verifier: verifiers.optimistic,
    params: encodeOptimisticParams({ window, takesLarge }),
    collateral: wanted > terms.leastCollateral ? wanted : terms.leastCollateral,
    ...{ window, takesLarge },
  }
}

/** Whether a model's input or outputs are more than a worker can be made to show; what is not known may be. */
export function isLarge(
  { inputBytes, outputBytes }: Pick<ModelVersion, 'inputBytes' | 'outputBytes'>,
  { demandableBytes }: Pick<Terms, 'demandableBytes'>,
): boolean {
  return [inputBytes, outputBytes].some((bytes) => bytes === 0 || bytes > demandableBytes)
}
