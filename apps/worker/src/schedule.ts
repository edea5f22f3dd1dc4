import type { Hex } from 'viem'

/** A run of a model that is owed by a deadline (unix seconds). */
export type OwedRun = {
  model: Hex
  deadline: number
  /** It has begun, or is only about to be claimed; else it waits for its turn. */
  stage?: 'running' | 'new'
}

export type Workshop = {
  /** How long each model takes (seconds). */
  runTimes: ReadonlyMap<Hex, number>
  /** How many runs go on at the same time. */
  concurrency: number
  /** What is kept free after a run for the transaction (seconds). */
  margin: number
  /** The time that the next block will have (unix seconds). */
  now: number
}

/**
 * Whether one more run is done in time, and makes none late that would be in time without it.
 *
 * @param owed in the order in which they were claimed
 */
export function canFinish(
  candidate: OwedRun,
  owed: readonly OwedRun[],
  workshop: Workshop,
): boolean {
  const all: OwedRun[] = [...owed, { ...candidate, stage: 'new' }]
  if (isEasy(all, workshop)) return true
  const isOnTime = (run: OwedRun, runs: readonly OwedRun[]) =>
    latestEnd(run, runs, workshop) + workshop.margin <= run.deadline
  return all.every((run) => isOnTime(run, all) || (owed.includes(run) && !isOnTime(run, owed)))
}

/** Whether all runs are done one after the other before the first of them is due: then no order makes any of them late. */
function isEasy(runs: readonly OwedRun[], { runTimes, margin, now }: Workshop): boolean {
  let end = now + margin
  let due = Number.POSITIVE_INFINITY
  for (const { model, deadline } of runs) {
    end += runTimes.get(model) ?? 0
    due = Math.min(due, deadline)
  }
  return end <= due
}

/**
 * When a run is done at the latest, with what may come before it: those that have begun, which are not interrupted and may need
 * their whole time still; those with earlier deadlines; and, while it is being claimed, what was claimed before it and begins
 * in the meantime although it is due later.
 */
function latestEnd(run: OwedRun, runs: readonly OwedRun[], workshop: Workshop): number {
  const { runTimes, concurrency, now } = workshop
  const secondsOf = ({ model }: OwedRun) => runTimes.get(model) ?? 0
  const running = runs.filter((other) => other !== run && other.stage === 'running')
  const waiting = runs.filter((other) => other !== run && other.stage !== 'running')
  const before = runs.slice(0, runs.indexOf(run))
  const sooner = waiting.filter(
    (other) =>
      other.deadline < run.deadline || (other.deadline === run.deadline && before.includes(other)),
  )
  const meanwhile = waiting
    .filter((other) => run.stage === 'new' && before.includes(other) && !sooner.includes(other))
    .toSorted((a, b) => secondsOf(b) - secondsOf(a))
    .slice(0, concurrency)
  const first = run.stage === 'running' ? [] : [...running, ...meanwhile, ...byDeadline(sooner)]
  const free = Array.from({ length: concurrency }, () => now)
  for (const other of first) free[free.indexOf(Math.min(...free))]! += secondsOf(other)
  return Math.min(...free) + secondsOf(run)
}

function byDeadline(runs: readonly OwedRun[]): OwedRun[] {
  return runs.toSorted((a, b) => a.deadline - b.deadline)
}
