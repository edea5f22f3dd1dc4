import { FILL_TIME, type JobState, type Request, type SeatState } from '@assay/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import { hindrance, includes, objectionTo } from './objectionTo.ts'
import type { Rules, WorkerState } from './Rules.ts'
import { FINAL_REASONS, type SkipReason } from './SkipReason.ts'

/** What the chain and this worker know of one job. */
export type JobView = {
  id: Hex
  request: Request
  state: JobState
  /** Who holds the seat, where somebody does; of several seats, this worker if it has one. */
  worker: Address | undefined
  /** The last second in which the holder can submit, or with several seats commit (unix seconds): its own claim and lockFor. */
  deadline: number | undefined
  /** Of several seats, this worker's, and when it was claimed (unix seconds). */
  seat?: { number: number; state: SeatState; claimedAt: number }
  /** Of several seats, once all are taken: the last second in which any of them can commit (unix seconds). */
  commitUntil?: number
  /** Where workers are drawn: nobody drew yet, none of this worker's slots may come yet, or the claim's ticket. */
  ticket?: 'undrawn' | 'waiting' | Hex
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
  /** The callback with this worker's result that is due and was not made (a WHEN_* bit), and how often it was tried; 0 for none. */
  owed?: { when: number; tries: number }
}

export type Action =
  | { type: 'fetch'; job: JobView }
  | { type: 'deposit'; amount: bigint }
  /** Asks for the block that decides which workers may come. */
  | { type: 'draw'; job: JobView }
  | { type: 'claim'; job: JobView }
  | { type: 'run'; job: JobView }
  | { type: 'submit'; job: JobView; finalize: boolean }
  /** Of several seats: commits to the result, and opens the commitment when all have one. */
  | { type: 'commit'; job: JobView }
  | { type: 'reveal'; job: JobView }
  /** Of several seats: gives the seat up, since the job has not filled. */
  | { type: 'leave'; job: JobView }
  | { type: 'finalize'; job: JobView }
  /** Makes a callback once more, with the output. */
  | { type: 'deliver'; job: JobView; when: number }
  | { type: 'forfeit'; job: JobView }
  | { type: 'expire'; job: JobView }
  /** Needs no more attention. */
  | { type: 'close'; job: JobView; reason: string }

/** How often a callback is made again before the worker leaves it to others. */
export const DELIVERY_TRIES = 3

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

  const claimed = jobs.filter((job) =>
    job.seat === undefined
      ? job.state === 'claimed' && isOwn(job, worker)
      : job.state === 'open' || job.state === 'claimed' || job.state === 'revealing',
  )
  // Fetching from others takes a slot of its own and no place, so that an address which does not answer delays nobody.
  const fetching = jobs.filter(
    (job) => job.state === 'open' && job.seat === undefined && job.fetching,
  )
  const wanted: JobView[] = []
  // Being claimed: these take their places and their collateral already.
  const pending = jobs.filter(
    (job) => job.state === 'open' && job.seat === undefined && job.busy && !job.fetching,
  )
  const places = new Set([...claimed, ...pending].map((job) => job.id))
  let balance = pending.reduce(
    (rest, job) => rest - job.request.offer.collateral,
    worker.ledgerBalance,
  )
  let missing = 0n

  for (const job of jobs) {
    if (job.seat !== undefined) {
      ownSeat(job, job.seat)
      continue
    }
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
        else if (job.request.policy.seats === 1) othersClaim(job)
        // Of several seats none comes free again.
        else actions.push({ type: 'close', job, reason: 'claimed-by-another' })
        break
      case 'submitted':
        if (isOwn(job, worker) && !job.busy && now >= (job.askAgainAt ?? 0)) {
          actions.push({ type: 'finalize', job })
        } else if (!isOwn(job, worker)) {
          actions.push({ type: 'close', job, reason: 'claimed-by-another' })
        }
        break
      case 'revealing':
        actions.push({ type: 'close', job, reason: 'claimed-by-another' })
        break
      default:
        ended(job)
    }
  }
  if (missing > 0n) actions.push({ type: 'deposit', amount: missing })
  const kept = new Set([...places, ...fetching.map((job) => job.id)])
  fetch()
  return { actions, skipped, places: kept }

  /** A job that has come to its end: tells the output to the target that still waits for it. */
  function ended(job: JobView): void {
    const { owed } = job
    if (owed === undefined || owed.when === 0 || owed.tries >= DELIVERY_TRIES) {
      actions.push({ type: 'close', job, reason: job.state })
    } else if (!job.busy && now >= (job.askAgainAt ?? 0)) {
      actions.push({ type: 'deliver', job, when: owed.when })
    }
  }

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
    if (job.ticket === 'undrawn') return void actions.push({ type: 'draw', job })
    if (job.ticket === 'waiting') return void skip(job, 'not-drawn')
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
    const { model } = job.request
    const ahead = jobs.filter(
      (other) => places.has(other.id) && other.request.model === model && !other.hasResult,
    ).length
    const reason = objectionTo(job.request, worker, rules, now, ahead)
    if (reason !== undefined) return reason
    if (typeof job.input === 'object') return job.input.unusable
    return hindrance(worker, rules)
  }

  /** This worker's seat of several. The clock moves such a job, so what the chain last said may be past. */
  function ownSeat(job: JobView, { state, claimedAt }: NonNullable<JobView['seat']>): void {
    if (!['open', 'claimed', 'revealing', 'submitted'].includes(job.state)) return void ended(job)
    if (job.busy) return
    const patient = now < (job.askAgainAt ?? 0)
    if (job.state === 'open' && !patient) {
      // It never filled: all seats get back what they locked.
      if (now > job.request.offer.expiry) return void actions.push({ type: 'expire', job })
      if (rules.leaveUnfilled && now > claimedAt + FILL_TIME) {
        return void actions.push({ type: 'leave', job })
      }
    }
    if (state === 'claimed') return void uncommitted(job, patient)
    if (job.state === 'open') return
    const commitUntil = job.commitUntil ?? 0
    if (job.state === 'submitted' || now > commitUntil + job.request.offer.lockFor) {
      if (!patient) actions.push({ type: 'finalize', job })
    } else if (state === 'committed' && (job.state === 'revealing' || now > commitUntil)) {
      if (!patient) actions.push({ type: 'reveal', job })
    }
  }

  /** A seat that owes its commitment, from its claim on, whether or not the other seats are taken. */
  function uncommitted(job: JobView, patient: boolean): void {
    const isOpen = job.state === 'open'
    if ((isOpen || job.state === 'claimed') && now <= (job.deadline ?? 0)) {
      if (!job.hasResult) prepare(job)
      else if (!patient) actions.push({ type: 'commit', job })
      return
    }
    skip(job, 'deadline-missed')
    // While the job has not filled, the collateral can still come back.
    if (!isOpen) actions.push({ type: 'close', job, reason: 'deadline-missed' })
  }

  /** Gets the result of a job that is its own. */
  function prepare(job: JobView): void {
    if (job.input === 'unknown') actions.push({ type: 'fetch', job })
    else if (typeof job.input === 'object') skip(job, job.input.unusable)
    else actions.push({ type: 'run', job })
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
    } else {
      prepare(job)
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

function isOwn(job: JobView, worker: WorkerState): boolean {
  return job.worker !== undefined && isAddressEqual(job.worker, worker.address)
}
