import type { Request } from '@assay/protocol'
import type { JobState } from '@assay/sdk'
import { type Address, type Hex, hexToBigInt, isAddressEqual, size, zeroAddress } from 'viem'

/** What the chain and this worker know of one job. */
export type JobView = {
  id: Hex
  request: Request
  state: JobState
  /** Who holds the seat, where somebody does. */
  worker: Address | undefined
  /** The last second of the holder's time (unix seconds). */
  deadline: number | undefined
  /** Whether the input is at hand and its root is right, or why it never will be. */
  input: 'unknown' | 'ready' | { unusable: SkipReason }
  /** The input stands on chain, so that nobody has to be asked for it. */
  inline: boolean
  hasResult: boolean
  /** Something about this job is under way already. */
  busy: boolean
  /** What is under way is asking others for its input. */
  fetching: boolean
  /** Not to be tried again before: a claim that was refused, an input that was not there, a verifier that had not decided (unix seconds). */
  askAgainAt?: number
}

/** What the worker itself has and may do. */
export type WorkerState = {
  address: Address
  /** Free balance in the market and in the wallet, in the token's smallest unit. */
  marketBalance: bigint
  walletBalance: bigint
  /** The chain's coin, in wei. */
  coinBalance: bigint
  /** What an answer costs in gas, in the token's smallest unit. */
  gasCost: bigint
  /** What publishers get of a fee, in hundredths of a percent, by model; only published ones are there. */
  royalties: ReadonlyMap<Hex, number>
  /** No new jobs: the process is about to end. */
  draining: boolean
}

/** The operator's rules, amounts in the token's smallest unit. */
export type Rules = {
  /** Least that the worker has to get for one answer, of every model served, by model id. */
  models: ReadonlyMap<Hex, { minFee: bigint; exact: boolean }>
  allow: readonly Address[]
  deny: readonly Address[]
  /** Verifiers that are trusted to pay; those that decide at once are settled with the result. */
  verifiers: readonly Address[]
  instantVerifiers: readonly Address[]
  /** The verifier whose one parameter is a challenge window, and the longest that is agreed to (seconds). */
  optimistic: { verifier: Address; longestWindow: number }
  minLockFor: number
  maxJobs: number
  /** Inputs that are fetched from others at the same time. */
  maxFetches: number
  maxCollateral: bigint
  autoDeposit: boolean
  minCoinBalance: bigint
  housekeeping: 'none' | 'rescue' | 'all'
}

export type SkipReason =
  | 'model-not-served'
  | 'model-not-published'
  | 'verifier-not-trusted'
  | 'verifier-params-unknown'
  | 'model-not-exact'
  | 'window-too-long'
  | 'fee-too-low'
  | 'requester-denied'
  | 'requester-not-allowed'
  | 'other-worker-named'
  | 'collateral-too-high'
  | 'balance-too-low'
  | 'gas-balance-too-low'
  | 'time-too-short'
  | 'expired'
  | 'more-seats-than-one'
  | 'input-unavailable'
  | 'input-root-mismatch'
  | 'input-does-not-fit'
  | 'claim-refused'
  | 'claimed-by-another'
  | 'too-many-jobs'
  | 'too-many-fetches'
  | 'deadline-missed'
  | 'inference-failed'
  | 'draining'

/** Reasons that no later block and no later balance takes away. */
export const FINAL_REASONS: readonly SkipReason[] = [
  'model-not-served',
  'verifier-not-trusted',
  'verifier-params-unknown',
  'model-not-exact',
  'window-too-long',
  'requester-denied',
  'requester-not-allowed',
  'other-worker-named',
  'collateral-too-high',
  'more-seats-than-one',
  'input-root-mismatch',
  'input-does-not-fit',
]

export type Action =
  | { type: 'fetch'; job: JobView }
  | { type: 'deposit'; amount: bigint }
  | { type: 'claim'; job: JobView }
  | { type: 'run'; job: JobView }
  | { type: 'submit'; job: JobView; finalize: boolean }
  | { type: 'finalize'; job: JobView }
  | { type: 'forfeit'; job: JobView }
  | { type: 'expire'; job: JobView }
  /** Needs no more attention. */
  | { type: 'close'; job: JobView; reason: string }

export type Decision = {
  actions: Action[]
  skipped: { job: Hex; reason: SkipReason }[]
  /** Jobs that have one of the places, or are about to, or whose input is fetched: only their inputs need to be kept. */
  places: ReadonlySet<Hex>
}

/**
 * Decides what to do about jobs: a pure function of what is known, so that doing it again changes nothing.
 *
 * @param jobs oldest first; older ones get the free places
 * @param now the time that the next block will have (unix seconds)
 */
export function decide(
  jobs: readonly JobView[],
  worker: WorkerState,
  rules: Rules,
  now: number,
): Decision {
  const actions: Action[] = []
  const skipped: Decision['skipped'] = []
  const skip = (job: JobView, reason: SkipReason) => skipped.push({ job: job.id, reason })

  const claimed = jobs.filter((job) => job.state === 'claimed' && isOwn(job, worker))
  // Fetching from others takes a slot of its own and no place, so that an address which does not answer delays nobody.
  const fetching = jobs.filter((job) => job.state === 'open' && job.fetching)
  const wanted: JobView[] = []
  // Being claimed: these take their places and their collateral already.
  const pending = jobs.filter((job) => job.state === 'open' && job.busy && !job.fetching)
  const places = new Set([...claimed, ...pending].map((job) => job.id))
  let balance = pending.reduce(
    (rest, job) => rest - job.request.offer.collateral,
    worker.marketBalance,
  )
  let missing = 0n

  for (const job of jobs) {
    switch (job.state) {
      case 'none':
        // Not there (any more): a reorganisation took it, and its event will come again if it does.
        actions.push({ type: 'close', job, reason: 'gone' })
        break
      case 'open':
        if (!job.busy) consider(job)
        break
      case 'claimed':
        if (isOwn(job, worker)) ownClaim(job)
        else othersClaim(job)
        break
      case 'submitted':
        if (isOwn(job, worker) && !job.busy && now >= (job.askAgainAt ?? 0)) {
          actions.push({ type: 'finalize', job })
        } else if (!isOwn(job, worker)) {
          actions.push({ type: 'close', job, reason: 'claimed-by-another' })
        }
        break
      case 'revealing':
        break
      default:
        actions.push({ type: 'close', job, reason: job.state })
    }
  }
  if (missing > 0n) actions.push({ type: 'deposit', amount: missing })
  const kept = new Set([...places, ...fetching.map((job) => job.id)])
  fetch()
  return { actions, skipped, places: kept }

  /** Gives the free slots away: to new jobs first, and to those that failed before at most half of all. */
  function fetch(): void {
    const isRetried = (job: JobView) => job.askAgainAt !== undefined
    let free = rules.maxFetches - fetching.length
    let retries = Math.ceil(rules.maxFetches / 2) - fetching.filter(isRetried).length
    const fresh = wanted.filter((job) => !isRetried(job))
    for (const job of [...fresh, ...wanted.filter(isRetried)]) {
      const retried = isRetried(job)
      if (free <= 0 || (retried && retries <= 0)) {
        skip(job, 'too-many-fetches')
        continue
      }
      free--
      if (retried) retries--
      kept.add(job.id)
      // What is there already waits for a place, at most as many as there are slots.
      if (job.input === 'ready') skip(job, 'too-many-jobs')
      else actions.push({ type: 'fetch', job })
    }
  }

  function consider(job: JobView): void {
    const { offer } = job.request
    if (now > offer.expiry) {
      if (rules.housekeeping === 'all') actions.push({ type: 'expire', job })
      else actions.push({ type: 'close', job, reason: 'expired' })
      skip(job, 'expired')
      return
    }
    const reason = objection(job)
    if (reason !== undefined) {
      skip(job, reason)
      if (FINAL_REASONS.includes(reason) && rules.housekeeping !== 'all') {
        actions.push({ type: 'close', job, reason })
      }
      return
    }
    // What is waited with takes no place, so that jobs which nobody can claim do not keep out the others.
    if (now < (job.askAgainAt ?? 0)) return void skip(job, 'claim-refused')
    if (places.size >= rules.maxJobs) {
      if (job.input === 'ready' && !job.inline) wanted.push(job)
      else skip(job, 'too-many-jobs')
      return
    }
    const lacking = offer.collateral > balance ? offer.collateral - balance : 0n
    if (lacking > 0n && (!rules.autoDeposit || worker.walletBalance < missing + lacking)) {
      return void skip(job, 'balance-too-low')
    }
    if (job.input === 'unknown' && !job.inline) return void wanted.push(job)
    // From here on it has a place and its collateral, so that inputs are fetched and kept for as many jobs as there are
    // places, and what is deposited for one job is not spent on the next.
    places.add(job.id)
    balance += lacking - offer.collateral
    if (job.input === 'unknown') {
      actions.push({ type: 'fetch', job })
    } else if (lacking > 0n) {
      missing += lacking
      skip(job, 'balance-too-low')
    } else {
      actions.push({ type: 'claim', job })
    }
  }

  /** Why this worker does not want an open job, if so. */
  function objection(job: JobView): SkipReason | undefined {
    const { request } = job
    const { offer } = request
    const model = rules.models.get(request.model)
    if (model === undefined) return 'model-not-served'
    if (request.policy.seats !== 1) return 'more-seats-than-one'
    if (!includes(rules.verifiers, request.policy.verifier)) return 'verifier-not-trusted'
    const term = objectionToTerms(request, model.exact)
    if (term !== undefined) return term
    if (
      !isAddressEqual(offer.worker, zeroAddress) &&
      !isAddressEqual(offer.worker, worker.address)
    ) {
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
    if (typeof job.input === 'object') return job.input.unusable
    if (worker.draining) return 'draining'
    if (worker.coinBalance < rules.minCoinBalance) return 'gas-balance-too-low'
    return undefined
  }

  /** Parameters may say how long collateral stays locked, or who judges: what is not read is not agreed to. */
  function objectionToTerms({ policy }: Request, exact: boolean): SkipReason | undefined {
    const { optimistic } = rules
    if (!isAddressEqual(policy.verifier, optimistic.verifier)) {
      return policy.params === '0x' ? undefined : 'verifier-params-unknown'
    }
    if (size(policy.params) !== 32) return 'verifier-params-unknown'
    // Where nobody can challenge, a window shows nothing; and whoever waits for it is told something else than the truth.
    if (!exact) return 'model-not-exact'
    return hexToBigInt(policy.params) > optimistic.longestWindow ? 'window-too-long' : undefined
  }

  function ownClaim(job: JobView): void {
    if (job.busy) return
    if (now > (job.deadline ?? 0)) {
      skip(job, 'deadline-missed')
      if (rules.housekeeping === 'all') actions.push({ type: 'forfeit', job })
      return
    }
    if (job.hasResult) {
      const finalize = includes(rules.instantVerifiers, job.request.policy.verifier)
      actions.push({ type: 'submit', job, finalize })
    } else if (job.input === 'unknown') {
      actions.push({ type: 'fetch', job })
    } else if (typeof job.input === 'object') {
      skip(job, job.input.unusable)
    } else {
      actions.push({ type: 'run', job })
    }
  }

  function othersClaim(job: JobView): void {
    skip(job, 'claimed-by-another')
    const reason = objection(job)
    if (reason !== undefined && FINAL_REASONS.includes(reason) && rules.housekeeping !== 'all') {
      actions.push({ type: 'close', job, reason })
      return
    }
    if (job.busy || now <= (job.deadline ?? 0)) return
    const wanted = reason === undefined && now <= job.request.offer.expiry
    if (rules.housekeeping === 'all' || (rules.housekeeping === 'rescue' && wanted)) {
      actions.push({ type: 'forfeit', job })
    }
  }
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

function isOwn(job: JobView, worker: WorkerState): boolean {
  return job.worker !== undefined && isAddressEqual(job.worker, worker.address)
}

function includes(list: readonly Address[], address: Address): boolean {
  return list.some((other) => isAddressEqual(other, address))
}
