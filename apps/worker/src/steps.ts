import type { Action, JobView } from './JobView.ts'
import type { Rules, WorkerState } from './Rules.ts'
import type { SkipReason } from './SkipReason.ts'

/** What every rule looks at; `now` is the time that the next block will have (unix seconds). */
export type Situation = { worker: WorkerState; rules: Rules; now: number }

/** What is done about one job, and why nothing is, or why it is left. */
export type Step = { action?: Action; reason?: SkipReason }

/** How often a callback is made again before the worker leaves it to others. */
export const DELIVERY_TRIES = 3

/** A job that has come to its end: tells the output to the target that still waits for it. */
export function ended(job: JobView, { now }: Situation): Step {
  const { owed } = job
  if (owed === undefined || owed.when === 0 || owed.tries >= DELIVERY_TRIES) {
    return { action: { type: 'close', job, reason: job.state } }
  }
  const isPatient = job.busy || now < (job.askAgainAt ?? 0)
  return isPatient ? {} : { action: { type: 'deliver', job, when: owed.when } }
}

/** Gets the result of a job that is its own. */
export function prepare(job: JobView): Step {
  if (job.input === 'unknown') return { action: { type: 'fetch', job } }
  if (typeof job.input === 'object') return { reason: job.input.unusable }
  return { action: { type: 'run', job } }
}
