import { type Hex, isAddressEqual } from 'viem'
import { gasOf } from './gas.ts'
import type { Action, JobView } from './JobView.ts'
import { hindrance, objectionTo, waitsUntil } from './objectionTo.ts'
import type { WorkerState } from './Rules.ts'
import { FINAL_REASONS, type SkipReason } from './SkipReason.ts'
import { canFinish, type OwedRun } from './schedule.ts'
import type { Situation, Step } from './steps.ts'

/**
 * What the worker still has for new jobs at one look: places, money, time, coins for gas, and slots to fetch inputs in. It is
 * given away in the order in which jobs are considered.
 */
export class Capacity {
  readonly #at: Situation
  readonly #places = new Set<Hex>()
  readonly #fetching: readonly JobView[]
  readonly #runs: OwedRun[]
  readonly #wanted: JobView[] = []
  #balance: bigint
  #missing = 0n
  #gas: bigint
  #locked: bigint

  constructor(jobs: readonly JobView[], at: Situation) {
    this.#at = at
    const { worker, now } = at
    this.#runs = [...owedRuns(jobs, worker, now), ...worker.promised]
    this.#balance = worker.ledgerBalance
    this.#gas = worker.promisedGas + heldGas(jobs, worker, now)
    this.#locked = worker.promisedCollateral + lockedCollateral(jobs, worker)
    // Fetching from others takes its own slot and no place, so that an address which does not answer delays no job.
    this.#fetching = jobs.filter((job) => isFree(job) && job.fetching)
    for (const job of jobs) {
      if (isHeld(job, worker, now)) this.#places.add(job.id)
      // Being claimed: it takes its place, its time and its collateral already.
      else if (isFree(job) && job.busy && !job.fetching) this.#give(job)
    }
  }

  /** Why this worker does not want a job, if so. */
  objectionTo(job: JobView): SkipReason | undefined {
    const { worker, rules, now } = this.#at
    const reason = objectionTo(job.request, worker, rules, now)
    if (reason !== undefined) return reason
    const { concurrency, minLockFor: margin } = rules
    const workshop = { runTimes: worker.runTimes, concurrency, margin, now }
    if (!canFinish(this.#runOf(job), this.#runs, workshop)) return 'time-too-short'
    if (typeof job.input === 'object') return job.input.unusable
    return hindrance(job.request, worker, rules, this.#gas)
  }

  /** What to do about an open job of which nothing is under way. */
  consider(job: JobView): Step {
    const { worker, rules, now } = this.#at
    if (now > job.request.offer.expiry) {
      const reason = 'expired'
      if (rules.housekeeping !== 'all') return { action: { type: 'close', job, reason }, reason }
      return now < (job.askAgainAt ?? 0) ? { reason } : { action: { type: 'expire', job }, reason }
    }
    const reason = this.objectionTo(job)
    if (reason !== undefined) return refused(job, reason, this.#at)
    if (now < waitsUntil(job.request, worker, rules)) return { reason: 'waiting-for-fee' }
    // What is waited with takes no place, so that jobs which nobody can claim do not keep out the others.
    if (now < (job.askAgainAt ?? 0)) return { reason: 'claim-refused' }
    if (job.ticket === 'undrawn') return { action: { type: 'draw', job } }
    if (job.ticket === 'waiting') return { reason: 'not-drawn' }
    if (this.#places.size >= rules.maxJobs) {
      if (job.input !== 'ready' || job.inline) return { reason: 'too-many-jobs' }
      return this.#want(job)
    }
    const { collateral } = job.request.offer
    if (collateral > 0n && this.#locked + collateral > rules.maxTotalCollateral) {
      return { reason: 'exposure-too-high' }
    }
    const lacking = this.#lackingFor(job)
    const inWallet = rules.autoDeposit ? worker.walletBalance - this.#missing : 0n
    if (lacking > inWallet) return { reason: 'balance-too-low' }
    // Nothing is claimed before its input is there, since others may not have it any more.
    if (job.input === 'unknown' && !job.inline) return this.#want(job)
    // From here on it has a place and its collateral, so that inputs are fetched and kept for as many jobs as there are
    // places, and what is deposited for one job is not spent on the next.
    this.#balance += lacking
    this.#give(job)
    if (job.input === 'unknown') return { action: { type: 'fetch', job } }
    if (lacking === 0n) return { action: { type: 'claim', job } }
    this.#missing += lacking
    return { reason: 'balance-too-low' }
  }

  /** What follows once all jobs were considered: the deposit that is missing, and inputs to fetch. */
  finish(): {
    deposit: Action[]
    fetches: { job: JobView; step: Step }[]
    kept: Set<Hex>
    claimedCollateral: bigint
  } {
    const isDue = this.#missing > 0n && this.#at.now >= this.#at.worker.depositAgainAt
    const deposit: Action[] = isDue ? [{ type: 'deposit', amount: this.#missing }] : []
    const fetches = this.#fetches()
    const slots = fetches.filter(({ step }) => step.reason !== 'too-many-fetches')
    const inSlots = [...this.#fetching, ...slots.map(({ job }) => job)]
    return {
      deposit,
      fetches,
      kept: new Set([...this.#places, ...inSlots.map(({ id }) => id)]),
      claimedCollateral: this.#locked - this.#at.worker.promisedCollateral,
    }
  }

  /** Gives the free slots away: to new jobs first, and to those that failed before at most half of all. */
  #fetches(): { job: JobView; step: Step }[] {
    const { maxFetches } = this.#at.rules
    let free = maxFetches - this.#fetching.length
    let retries = Math.ceil(maxFetches / 2) - this.#fetching.filter(isRetried).length
    const fresh = this.#wanted.filter((job) => !isRetried(job))
    return [...fresh, ...this.#wanted.filter(isRetried)].map((job) => {
      if (free <= 0 || (isRetried(job) && retries <= 0)) {
        return { job, step: { reason: 'too-many-fetches' } }
      }
      free--
      if (isRetried(job)) retries--
      // What is there already waits for a place, at most as many as there are slots.
      return job.input === 'ready'
        ? { job, step: { reason: 'too-many-jobs' } }
        : { job, step: { action: { type: 'fetch', job } } }
    })
  }

  #want(job: JobView): Step {
    this.#wanted.push(job)
    return {}
  }

  #give(job: JobView): void {
    this.#places.add(job.id)
    this.#runs.push({ ...this.#runOf(job), stage: 'new' })
    this.#gas += gasOf(job.request)
    this.#balance -= job.request.offer.collateral
    this.#locked += job.request.offer.collateral
  }

  #lackingFor({ request: { offer } }: JobView): bigint {
    return offer.collateral > this.#balance ? offer.collateral - this.#balance : 0n
  }

  /** The run that claiming a job would owe. */
  #runOf({ request: { model, offer } }: JobView): OwedRun {
    return { model, deadline: this.#at.now + offer.lockFor }
  }
}

/** A job that is left: for good where nothing will change that. */
export function refused(job: JobView, reason: SkipReason, { rules }: Situation): Step {
  const isFinal = FINAL_REASONS.includes(reason) && rules.housekeeping !== 'all'
  return isFinal ? { action: { type: 'close', job, reason }, reason } : { reason }
}

/** The runs that this worker owes for what it holds. */
export function owedRuns(
  jobs: readonly JobView[],
  worker: Pick<WorkerState, 'address'>,
  now: number,
): OwedRun[] {
  return jobs
    .filter((job) => isHeld(job, worker, now) && !job.hasResult)
    .map(({ request: { model }, deadline = now, running }) => ({
      model,
      deadline,
      ...(running ? { stage: 'running' as const } : {}),
    }))
}

/** The gas that answering what this worker holds takes. */
export function heldGas(
  jobs: readonly JobView[],
  worker: Pick<WorkerState, 'address'>,
  now: number,
): bigint {
  return jobs
    .filter((job) => isHeld(job, worker, now))
    .reduce((sum, { request }) => sum + gasOf(request), 0n)
}

/** The collateral that this worker has at stake in jobs. */
export function lockedCollateral(
  jobs: readonly JobView[],
  worker: Pick<WorkerState, 'address'>,
): bigint {
  return jobs
    .filter((job) => isOwnClaim(job, worker))
    .reduce((sum, { request }) => sum + request.offer.collateral, 0n)
}

/** Whether this worker's collateral is locked in a job. */
export function isOwnClaim(job: JobView, worker: Pick<WorkerState, 'address'>): boolean {
  if (job.seat) return ['open', 'claimed', 'revealing', 'submitted'].includes(job.state)
  return isOwn(job, worker) && (job.state === 'claimed' || job.state === 'submitted')
}

export function isOwn(job: JobView, { address }: Pick<WorkerState, 'address'>): boolean {
  return job.worker !== undefined && isAddressEqual(job.worker, address)
}

/** Whether this worker owes something in a job. What it missed is lost, and takes no place. */
function isHeld(job: JobView, worker: Pick<WorkerState, 'address'>, now: number): boolean {
  const { state, seat, deadline = 0 } = job
  if (seat === undefined) return state === 'claimed' && isOwn(job, worker) && now <= deadline
  const isGoingOn = state === 'open' || state === 'claimed' || state === 'revealing'
  return isGoingOn && (seat.state !== 'claimed' || now <= deadline)
}

function isFree({ state, seat }: JobView): boolean {
  return state === 'open' && seat === undefined
}

function isRetried({ askAgainAt }: JobView): boolean {
  return askAgainAt !== undefined
}
