import type { Job, JobStep } from '@assay/sdk'
import { shortenHex } from '../../display/format.ts'

export type TimelineEntry = {
  key: string
  title: string
  /** What has been done, what ended it badly, what is awaited now, what comes later. */
  tone: 'done' | 'bad' | 'now' | 'later'
  note?: string
  step?: JobStep
}

const titles: Record<JobStep['kind'], string> = {
  posted: 'Posted, fee locked',
  claimed: 'Claimed by a worker',
  committed: 'A worker committed to its result',
  left: 'A worker gave up its seat',
  bound: 'Workers drawn: the requester can no longer cancel',
  submitted: 'Signed result submitted',
  fulfilled: 'Request and result submitted together; worker paid',
  finalized: 'Verdict: money moved',
  cancelled: 'Cancelled by the requester',
  expired: 'Expired: fee returned',
  forfeited: 'Deadline missed: open again',
  'callback-delivered': 'The contract was called',
  'callback-failed': 'The call of the contract failed',
}

/** A job's steps in order, followed by those that are still to come. */
export function timelineOf(job: Job): TimelineEntry[] {
  // A seat that forfeits in the settlement was judged; any other missed its deadline.
  const judged = new Set(
    job.steps
      .filter(({ kind }) => kind === 'finalized')
      .map(({ transactionHash }) => transactionHash),
  )
  const entries = job.steps.map((step): TimelineEntry => {
    const bad =
      step.kind === 'forfeited' ||
      step.kind === 'callback-failed' ||
      (step.kind === 'finalized' && job.state === 'rejected')
    const note = step.actor === undefined ? undefined : `By ${shortenHex(step.actor)}`
    return {
      key: `${step.transactionHash}-${step.logIndex}`,
      title:
        step.kind === 'finalized'
          ? verdict(job)
          : step.kind === 'forfeited' && judged.has(step.transactionHash)
            ? 'Collateral forfeited: refuted, or no answer'
            : (titles[step.kind] ?? step.kind),
      tone: bad ? 'bad' : 'done',
      step,
      ...(note === undefined ? {} : { note }),
    }
  })
  const awaited: Record<string, readonly string[]> = {
    open: ['Waiting for a worker to claim it', 'Signed result', 'Verdict'],
    claimed: ['The worker runs the model', 'Verdict'],
    revealing: ['Workers open their results', 'Verdict'],
    submitted: ['Waiting for the verdict'],
  }
  const coming = (awaited[job.state] ?? []).map(
    (title, index): TimelineEntry => ({ key: title, title, tone: index === 0 ? 'now' : 'later' }),
  )
  return [...entries, ...coming]
}

function verdict({ state }: Job): string {
  if (state === 'accepted') return 'Accepted: worker paid'
  if (state === 'rejected') return 'Rejected: fee returned'
  if (state === 'void') return 'No verdict: fee returned'
  return titles.finalized
}
