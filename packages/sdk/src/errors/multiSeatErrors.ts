import { seatStates } from '@assay/protocol'
import { type Explain, short, text, time } from './words.ts'

/** The errors of jobs with several seats, in words. */
export const multiSeatErrors: Readonly<Record<string, Explain>> = {
  WorkerNamedForSeats: (worker: string, seats: bigint) =>
    text(
      `The offer names the worker ${short(worker)} for ${seats} seats, but each seat is another worker's.`,
      'Name no worker, or ask for one seat.',
    ),
  WorkerHasSeat: (job: string, worker: string, seat: bigint) =>
    text(
      `${short(worker)} has seat ${seat} of job ${short(job)} already, and may have one.`,
      'Leave the other seats to others.',
    ),
  SeatsTaken: (job: string) =>
    text(
      `Workers hold seats of job ${short(job)}, so it cannot be taken back.`,
      'Wait until it is done, or until it expires where it does not fill.',
    ),
  RequesterIsBound: (job: string) =>
    text(
      `Workers were drawn for job ${short(job)}, or its verifier acts on it otherwise, so it cannot be taken back.`,
      'Wait until it is done, or until it expires where it does not fill.',
    ),
  NotVerifier: (caller: string, verifier: string) =>
    text(
      `Only the request's verifier ${short(verifier)} may do this, not ${short(caller)}.`,
      'Leave it to the verifier; its draw does it.',
    ),
  SeatHeldUntil: (job: string, seat: bigint, until: bigint, now: bigint) =>
    text(
      `Seat ${seat} of job ${short(job)} can be given up after ${time(until)}; it is ${time(now)} on the chain.`,
      'Try again after that, where the job is still open.',
    ),
  SeatNotClaimed: (job: string, seat: bigint, state: number) =>
    text(
      `Seat ${seat} of job ${short(job)} takes no commitment; it is ${seatStates[state] ?? `in state ${state}`}.`,
      'Read the job again; a seat commits once.',
    ),
  SeatNotCommitted: (job: string, seat: bigint, state: number) =>
    text(
      `Seat ${seat} of job ${short(job)} has no commitment to open; it is ${seatStates[state] ?? `in state ${state}`}.`,
      'Read the job again.',
    ),
  CommitmentMismatch: (actual: string, committed: string) =>
    text(
      `The result gives the commitment ${short(actual)}, the seat committed to ${short(committed)}.`,
      'Submit exactly the result and salt that were committed to.',
    ),
  CommitmentsAwaited: (job: string, commitUntil: bigint) =>
    text(
      `Job ${short(job)} takes no results while others may commit to theirs.`,
      `Submit the result when all have committed, or after ${time(commitUntil)}.`,
    ),
}
