import { decodeQuorumParams, type Request } from '@assay/protocol'
import { type Address, hexToBigInt, isAddressEqual, size, zeroAddress } from 'viem'
import type { Rules, WorkerState } from './Rules.ts'
import type { SkipReason } from './SkipReason.ts'

/** The most seats of a job: the market's limit. */
const MAX_SEATS = 16

/**
 * Why this worker does not want a request, if so: whether it was posted or is brought with a signature.
 *
 * @param now the time that the next block will have (unix seconds)
 */
export function objectionTo(
  request: Request,
  worker: WorkerState,
  rules: Rules,
  now: number,
): SkipReason | undefined {
  const { offer, policy } = request
  const model = rules.models.get(request.model)
  if (model === undefined) return 'model-not-served'
  const isQuorum = isAddressEqual(policy.verifier, rules.quorum)
  if (policy.seats !== 1 && !(isQuorum && policy.seats <= MAX_SEATS)) return 'more-seats-than-one'
  if (!includes(rules.verifiers, policy.verifier)) return 'verifier-not-trusted'
  const term = objectionToTerms(request, model.exact, rules)
  if (term !== undefined) return term
  if (!isAddressEqual(offer.worker, zeroAddress) && !isAddressEqual(offer.worker, worker.address)) {
    return 'other-worker-named'
  }
  if (includes(rules.deny, request.requester)) return 'requester-denied'
  if (rules.allow.length > 0 && !includes(rules.allow, request.requester)) {
    return 'requester-not-allowed'
  }
  const royalty = worker.royalties.get(request.model)
  if (royalty === undefined) return 'model-not-published'
  const share = shareOf(feeAt(request, now), royalty)
  if (share < model.minFee + worker.gasCost) return 'fee-too-low'
  if (offer.collateral > rules.maxCollateral) return 'collateral-too-high'
  if (offer.lockFor < rules.minLockFor) return 'time-too-short'
  return undefined
}

/** What keeps the worker from taking anything at all, if so. */
export function hindrance(worker: WorkerState, rules: Rules): SkipReason | undefined {
  if (worker.draining) return 'draining'
  if (worker.coinBalance < rules.minCoinBalance) return 'gas-balance-too-low'
  return undefined
}

/** Parameters may say how long collateral stays locked, or who judges: what is not read is not agreed to. */
function objectionToTerms(
  { policy }: Request,
  exact: boolean,
  rules: Rules,
): SkipReason | undefined {
  const { verifier, params, seats } = policy
  let window: bigint
  if (isAddressEqual(verifier, rules.optimistic)) {
    if (size(params) !== 32) return 'verifier-params-unknown'
    window = hexToBigInt(params)
  } else if (isAddressEqual(verifier, rules.quorum)) {
    const quorum = decodeQuorumParams(params)
    // Whatever could not become a quorum would lock the collateral for nothing.
    if (quorum === undefined || seats < 2 || quorum.k > seats || quorum.k <= seats / 2) {
      return 'verifier-params-unknown'
    }
    window = BigInt(quorum.window)
    // Without a window agreement is all there is, for any model.
    if (window === 0n) return undefined
  } else {
    return params === '0x' ? undefined : 'verifier-params-unknown'
  }
  // Where nobody can challenge, a window shows nothing; and whoever waits for it is told something else than the truth.
  if (!exact) return 'model-not-exact'
  return window > rules.longestWindow ? 'window-too-long' : undefined
}

/** What a seat would earn if it were claimed at a time: Offer.feeAt of the contracts. */
export function feeAt({ offer }: Request, time: number): bigint {
  const rise = offer.maxFee - offer.minFee
  if (rise === 0n || time <= offer.rampStart) return offer.minFee
  const elapsed = time - offer.rampStart
  if (elapsed >= offer.rampLength) return offer.minFee + rise
  return offer.minFee + (rise * BigInt(elapsed)) / BigInt(offer.rampLength)
}

/** What a royalty leaves of a fee: Settlement.splitFee of the contracts. */
function shareOf(fee: bigint, royaltyBps: number): bigint {
  return fee - (fee * BigInt(royaltyBps)) / 10_000n
}

export function includes(list: readonly Address[], address: Address): boolean {
  return list.some((other) => isAddressEqual(other, address))
}
