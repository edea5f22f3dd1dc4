import type { Hex } from 'viem'
import { Capacity } from './Capacity.ts'
import type { Action, JobView } from './JobView.ts'
import { stepWithoutSeat } from './oneSeat.ts'
import { stepWithSeat } from './ownSeat.ts'
import type { Rules, WorkerState } from './Rules.ts'
import type { SkipReason } from './SkipReason.ts'
import type { Situation } from './steps.ts'

/** What costs no gas. */
const FREE: ReadonlySet<Action['type']> = new Set(['fetch', 'run', 'close'])

export type Decision = {
  /** What is owed first, by its deadline. */
  actions: Action[]
  skipped: { job: Hex; reason: SkipReason }[]
  /** Jobs that have one of the places, or are about to, or whose input is fetched: only their inputs need to be kept. */
  places: ReadonlySet<Hex>
  /** The collateral at stake in what is claimed, is being claimed, or is about to be. */
  claimedCollateral: bigint
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
  const at: Situation = { worker, rules, now }
  const capacity = new Capacity(jobs, at)
  const steps = jobs.map((job) => ({
    job,
    step:
      job.seat === undefined ? stepWithoutSeat(job, at, capacity) : stepWithSeat(job, job.seat, at),
  }))
  const { deposit, fetches, kept, claimedCollateral } = capacity.finish()
  const actionsOf = (list: typeof steps) => list.flatMap(({ step: { action } }) => action ?? [])
  const isPossible = ({ type }: Action) => !worker.isOutOfGas || FREE.has(type)
  return {
    actions: [...actionsOf(steps), ...deposit, ...actionsOf(fetches)]
      .filter(isPossible)
      .toSorted((a, b) => dueAt(a) - dueAt(b)),
    skipped: [...steps, ...fetches].flatMap(({ job: { id }, step: { reason } }) =>
      reason === undefined ? [] : [{ job: id, reason }],
    ),
    places: kept,
    claimedCollateral,
  }
}

/** Until when an action must have been done that this worker owes (unix seconds); later than all of them for others. */
function dueAt(action: Action): number {
  switch (action.type) {
    case 'run':
    case 'submit':
    case 'commit':
      return action.job.deadline ?? 0
    case 'reveal':
      return (action.job.commitUntil ?? 0) + action.job.request.offer.lockFor
    default:
      return Number.MAX_SAFE_INTEGER
  }
}
