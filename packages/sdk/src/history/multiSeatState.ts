import type { Job, JobState } from '../types/job.ts'

/**
 * In which state a job is: those of several seats are moved on by the clock only, and no event tells of that.
 *
 * @param now the chain's time (unix seconds)
 */
export function multiSeatState(job: Job, now: number): JobState {
  const { seats, state, commitUntil, revealUntil } = job
  if (state !== 'claimed' || commitUntil === undefined || revealUntil === undefined) return state
  const committed = seats.every((seat) => seat.commitment !== undefined)
  if (!committed && now <= commitUntil) return 'claimed'
  const awaited = seats.some(
    (seat) => seat.commitment !== undefined && seat.outputRoot === undefined,
  )
  return awaited && now <= revealUntil ? 'revealing' : 'submitted'
}
