import {
  BPS,
  decodeOptimisticParams,
  decodeQuorumParams,
  feeAt,
  isSignedNonce,
  MAX_SEATS,
  type Request,
  splitFee,
} from '@assay/protocol'
import { type Address, isAddressEqual, zeroAddress } from 'viem'
import { coinsNeeded } from './gas.ts'
import type { Rules, WorkerState } from './Rules.ts'
import type { SkipReason } from './SkipReason.ts'

/** With fewer seats, one dissent spoils every quorum. */
const LEAST_QUORUM_SEATS = 3

/**
 * Why this worker does not want a request, if so: whether it was posted or is sent with a signature. Whether there is time for
 * it beside other jobs is another question (canFinish).
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
  const isSupported = isQuorum
    ? policy.seats >= LEAST_QUORUM_SEATS && policy.seats <= MAX_SEATS
    : policy.seats === 1
  if (!isSupported) return 'seats-not-supported'
  if (!includes(rules.verifiers, policy.verifier)) return 'verifier-not-trusted'
  const term = objectionToTerms(request, model.exact, rules)
  if (term !== undefined) return term
  if (!isAddressEqual(offer.worker, zeroAddress) && !isAddressEqual(offer.worker, worker.address)) {
    return 'other-worker-named'
  }
  for (const { allow, deny } of [rules, model]) {
    if (includes(deny, request.requester)) return 'requester-denied'
    if (allow.length > 0 && !includes(allow, request.requester)) return 'requester-not-allowed'
  }
  const published = worker.published.get(request.model)
  if (published === undefined) return 'model-not-published'
  // By an exact model's sizes the contracts tell what data can be demanded: a worker that accepts wrong ones helps to hide data.
  const isTrue =
    published.inputBytes === model.inputBytes && published.outputBytes === model.outputBytes
  if (model.exact && !isTrue) return 'published-sizes-differ'
  const { paid } = splitFee(feeAt(offer, now), published.royaltyBps)
  if (paid < model.minFee + worker.gasCost) return 'fee-too-low'
  if (offer.collateral > model.maxCollateral) return 'collateral-too-high'
  // What is signed counts only while the account lists the key.
  const due = isSignedNonce(request.nonce) ? offer.expiry : now + offer.lockFor
  if (worker.keyUntil !== undefined && due >= worker.keyUntil) return 'key-ends'
  const needed = rules.minLockFor + (worker.runTimes.get(request.model) ?? 0)
  if (offer.lockFor < needed) return 'time-too-short'
  return undefined
}

/**
 * Until when a posted request is left to others, since its fee suffices and still rises (unix seconds); 0 where it is not. It ends
 * with the rise, and in time for a claim.
 */
export function waitsUntil(request: Request, worker: WorkerState, rules: Rules): number {
  const { offer } = request
  const model = rules.models.get(request.model)
  const published = worker.published.get(request.model)
  if (model === undefined || published === undefined || model.patience === 0) return 0
  const { minFee, maxFee, rampStart, rampLength, expiry } = offer
  if (maxFee <= minFee) return 0
  const needed = leastFee(model.minFee + worker.gasCost, published.royaltyBps)
  const missing = needed > minFee ? needed - minFee : 0n
  const rise = maxFee - minFee
  // The first second in which the fee suffices, rounded up.
  const sufficesAt = rampStart + Number((missing * BigInt(rampLength) + rise - 1n) / rise)
  return Math.min(sufficesAt + model.patience, rampStart + rampLength, expiry - rules.minLockFor)
}

/** The least fee that leaves the worker an amount after the royalty (hundredths of a percent). */
export function leastFee(share: bigint, royaltyBps: number): bigint {
  const kept = BigInt(BPS - royaltyBps)
  return (share * BigInt(BPS) + kept - 1n) / kept
}

/**
 * What keeps the worker from taking anything at all, if so.
 *
 * @param reserved the gas of all that it owes already, which is kept back
 */
export function hindrance(
  request: Request,
  worker: WorkerState,
  rules: Rules,
  reserved: bigint,
): SkipReason | undefined {
  if (worker.draining) return 'draining'
  const needed = coinsNeeded({ reserved, request, gasPrice: worker.gasPrice })
  const isPoor = worker.coinBalance < needed || worker.coinBalance < rules.minCoinBalance
  if (isPoor) return 'gas-balance-too-low'
  return undefined
}

/** Parameters say how long collateral stays locked, and who judges. The worker agrees only to those that it can read. */
function objectionToTerms(
  { policy }: Request,
  exact: boolean,
  rules: Rules,
): SkipReason | undefined {
  const { verifier, params, seats } = policy
  let window: number
  if (isAddressEqual(verifier, rules.optimistic)) {
    const optimistic = decodeOptimisticParams(params)
    if (optimistic === undefined) return 'verifier-params-unknown'
    window = optimistic.window
  } else if (isAddressEqual(verifier, rules.quorum)) {
    const quorum = decodeQuorumParams(params)
    // The contracts refuse any other quorum when a seat is claimed.
    if (quorum === undefined || quorum.k >= seats || quorum.k <= seats / 2) {
      return 'verifier-params-unknown'
    }
    // Where anyone may join, one owner can hold most of the seats and outvote an honest worker.
    if (!quorum.drawn && !rules.undrawnQuorums) return 'quorum-without-draw'
    window = quorum.window
    // Without a window agreement is all there is, for any model.
    if (window === 0) return undefined
  } else {
    return params === '0x' ? undefined : 'verifier-params-unknown'
  }
  // Where nobody can challenge, a window shows nothing, and a requester that waits for it is misled.
  if (!exact) return 'model-not-exact'
  return window > rules.longestWindow ? 'window-too-long' : undefined
}

export function includes(list: readonly Address[], address: Address): boolean {
  return list.some((other) => isAddressEqual(other, address))
}
