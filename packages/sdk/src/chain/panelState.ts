import type { Job, JobState } from '../types/job.ts'

/**
 * In which state a job is: those of several seats are moved on by the clock alone, and no event tells of that.
 *
 * @param now the chain's time (unix seconds)
 */
export function panelState(job: Job, now: number): JobState {
  const { seats, state, request } = job
  if (request.policy.seats === 1 || state !== 'claimed') return state
  const commitUntil = seats[0]?.deadline ?? 0
  const committed = seats.every((seat) => seat.commitment !== undefined)
  if (!committed && now <= commitUntil) return 'claimed'
  const awaited = seats.some(
    (seat) => seat.commitment !== undefined && seat.outputRoot === undefined,
  )
  return awaited && now <= commitUntil + request.offer.lockFor ? 'revealing' : 'submitted'
}
