import { seatStates } from '@assay/protocol'
import { type Explain, short, text, time } from './words.ts'

/** The errors of jobs with several seats, in words. */
export const panelErrors: Readonly<Record<string, Explain>> = {
  PanelNotConnected: (panel: string) =>
    text(
      `The code for jobs of several seats at ${panel} is missing, or asks other registries than the market.`,
      'Deploy it with the same registries as the market.',
    ),
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
  SeatCommitted: (job: string, seat: bigint) =>
    text(
      `Seat ${seat} of job ${short(job)} is bound to its result already.`,
      'Open the commitment when all have committed.',
    ),
  SeatNotCommitted: (job: string, seat: bigint, state: number) =>
    text(
      `Seat ${seat} of job ${short(job)} has no commitment to open; it is ${seatStates[state] ?? `in state ${state}`}.`,
      'Read the job again.',
    ),
  CommitmentMismatch: (actual: string, committed: string) =>
    text(
      `The result gives the commitment ${short(actual)}, the seat committed to ${short(committed)}.`,
      'Bring the very result and salt that were committed to.',
    ),
  CommitmentsAwaited: (job: string, commitUntil: bigint) =>
    text(
      `Job ${short(job)} takes no results while others may commit to theirs.`,
      `Bring the result when all have committed, or after ${time(commitUntil)}.`,
    ),
}
