import type { Job } from '@assay/sdk'
import type { Address } from 'viem'

/** What the chain tells of a worker's jobs. A share needs its count, so both stand here. */
export type WorkerRecord = {
  worker: Address
  /** Seats that it took and did not give back. */
  taken: number
  answered: number
  /** Answers that lost a dispute. */
  refuted: number
  /** Seats whose time ran out without an answer. */
  missed: number
  /** Seconds from the claim to the answer of jobs with one seat, middle and slowest of twenty; absent where it answered none. */
  median: number | undefined
  p95: number | undefined
  lastAnswer: number | undefined
}

/** The record of every worker that took one of these jobs, those with most answers first. */
export function workerRecords(jobs: readonly Job[]): WorkerRecord[] {
  type Count = Omit<WorkerRecord, 'median' | 'p95'> & { times: number[] }
  const counts = new Map<string, Count>()
  for (const job of jobs) {
    for (const seat of job.seats) {
      if (seat.left === true) continue
      const key = seat.worker.toLowerCase()
      const count = counts.get(key) ?? {
        ...{ worker: seat.worker, taken: 0, answered: 0, refuted: 0, missed: 0 },
        lastAnswer: undefined,
        times: [],
      }
      counts.set(key, count)
      const hasAnswered =
        seat.outputRoot !== undefined || (job.seats.length === 1 && job.receipt !== undefined)
      count.taken++
      if (hasAnswered) count.answered++
      if (seat.forfeited === true) {
        if (hasAnswered) count.refuted++
        else count.missed++
      }
      const answered = job.steps.find(
        ({ kind, actor }) =>
          (kind === 'submitted' || kind === 'fulfilled') &&
          (actor === undefined || actor.toLowerCase() === key),
      )
      if (answered !== undefined) {
        count.lastAnswer = Math.max(count.lastAnswer ?? 0, answered.timestamp)
        const claimed = job.steps.find(({ kind }) => kind === 'claimed')
        if (job.seats.length === 1 && claimed !== undefined)
          count.times.push(answered.timestamp - claimed.timestamp)
      }
    }
  }
  return [...counts.values()]
    .map(({ times, ...count }) => {
      const sorted = times.toSorted((a, b) => a - b)
      const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]
      return { ...count, median: at(0.5), p95: at(0.95) }
    })
    .sort((a, b) => b.answered - a.answered || a.worker.localeCompare(b.worker))
}
