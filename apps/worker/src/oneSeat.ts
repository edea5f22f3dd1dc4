import { type Capacity, isOwn, refused } from './Capacity.ts'
import type { JobView } from './JobView.ts'
import { includes } from './objectionTo.ts'
import { ended, prepare, type Situation, type Step } from './steps.ts'

/** A job in which this worker has no seat of several: an open one, one for one worker, or one that others do. */
export function stepWithoutSeat(job: JobView, at: Situation, capacity: Capacity): Step {
  const own = isOwn(job, at.worker)
  switch (job.state) {
    case 'none':
      // A reorganisation took it, or the node lags: as long as its offer is good it may come (again).
      return at.now > job.request.offer.expiry ? close(job, 'gone') : {}
    case 'open':
      return job.busy ? {} : capacity.consider(job)
    case 'claimed':
      if (own) return ownClaim(job, at)
      if (job.request.policy.seats === 1) return othersClaim(job, at, capacity)
      // In a job of several seats, none comes free again.
      return close(job, 'claimed-by-another')
    case 'submitted':
      if (!own) return close(job, 'claimed-by-another')
      return isPatient(job, at) ? {} : { action: { type: 'finalize', job } }
    case 'revealing':
      return close(job, 'claimed-by-another')
    default:
      return ended(job, at)
  }
}

/** The worker's own claim: it runs the model and submits, until its time is over. */
function ownClaim(job: JobView, at: Situation): Step {
  const { rules, now } = at
  if (job.busy) return {}
  if (now > (job.deadline ?? 0)) {
    // The collateral is lost either way, but the requester's money is free for another claim.
    if (rules.housekeeping === 'none') return missed(job)
    return { reason: 'deadline-missed', ...(isPatient(job, at) ? {} : forfeit(job)) }
  }
  if (!job.hasResult) return prepare(job)
  if (isPatient(job, at)) return {}
  const finalize = includes(rules.instantVerifiers, job.request.policy.verifier)
  return { action: { type: 'submit', job, finalize } }
}

/** What another worker claimed is free for this one again once it missed its deadline. */
function othersClaim(job: JobView, at: Situation, capacity: Capacity): Step {
  const { rules, now } = at
  const reason = 'claimed-by-another'
  const objection = capacity.objectionTo(job)
  if (objection !== undefined) {
    const { action } = refused(job, objection, at)
    if (action !== undefined) return { action, reason }
  }
  if (now <= (job.deadline ?? 0) || isPatient(job, at)) return { reason }
  const isWanted = objection === undefined && now <= job.request.offer.expiry
  const isDone = rules.housekeeping === 'all' || (rules.housekeeping === 'rescue' && isWanted)
  return { reason, ...(isDone ? forfeit(job) : {}) }
}

function isPatient(job: JobView, { now }: Situation): boolean {
  return job.busy || now < (job.askAgainAt ?? 0)
}

function close(job: JobView, reason: string): Step {
  return { action: { type: 'close', job, reason } }
}

function missed(job: JobView): Step {
  return { ...close(job, 'deadline-missed'), reason: 'deadline-missed' }
}

function forfeit(job: JobView): Step {
  return { action: { type: 'forfeit', job } }
}
