import { FILL_TIME } from '@assay/protocol'
import type { JobView } from './JobView.ts'
import { ended, prepare, type Situation, type Step } from './steps.ts'

/** This worker's seat of several. The clock moves such a job, so what the chain last said may be past. */
export function stepWithSeat(
  job: JobView,
  seat: NonNullable<JobView['seat']>,
  at: Situation,
): Step {
  const { now } = at
  if (!['open', 'claimed', 'revealing', 'submitted'].includes(job.state)) return ended(job, at)
  if (job.busy) return {}
  const isPatient = now < (job.askAgainAt ?? 0)
  if (job.state === 'open' && !isPatient) {
    const end = unfilled(job, seat, at)
    if (end !== undefined) return end
  }
  if (seat.state === 'claimed') return uncommitted(job, at, isPatient)
  if (job.state === 'open' || isPatient) return {}
  const { commitUntil = 0 } = job
  if (job.state === 'submitted' || now > commitUntil + job.request.offer.lockFor) {
    return { action: { type: 'finalize', job } }
  }
  const opens = seat.state === 'committed' && (job.state === 'revealing' || now > commitUntil)
  return opens ? { action: { type: 'reveal', job } } : {}
}

/** A job whose seats were not all taken: it ends with its offer, and before that the seat can be given up. */
function unfilled(
  job: JobView,
  seat: NonNullable<JobView['seat']>,
  { rules, now }: Situation,
): Step | undefined {
  // All seats get back what they locked.
  if (now > job.request.offer.expiry) return { action: { type: 'expire', job } }
  const leaves = rules.leaveUnfilled && now > seat.claimedAt + FILL_TIME
  return leaves ? { action: { type: 'leave', job } } : undefined
}

/** A seat that owes its commitment, from its claim on, whether or not the other seats are taken. */
function uncommitted(job: JobView, { now }: Situation, isPatient: boolean): Step {
  const isOpen = job.state === 'open'
  if ((isOpen || job.state === 'claimed') && now <= (job.deadline ?? 0)) {
    if (!job.hasResult) return prepare(job)
    return isPatient ? {} : { action: { type: 'commit', job } }
  }
  const reason = 'deadline-missed'
  // While the job has not filled, the collateral can still come back.
  return isOpen ? { reason } : { action: { type: 'close', job, reason }, reason }
}
