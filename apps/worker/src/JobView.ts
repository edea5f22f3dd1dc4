import type { JobState, Request, SeatState } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { SkipReason } from './SkipReason.ts'

/** What the chain and this worker know of one job. */
export type JobView = {
  id: Hex
  request: Request
  state: JobState
  /** Who holds the seat, where somebody does; of several seats, this worker if it has one. */
  worker: Address | undefined
  /** The last second in which the holder can submit, or with several seats commit (unix seconds): its own claim and lockFor. */
  deadline: number | undefined
  /** In a job of several seats: this worker's seat, and when it was claimed (unix seconds). */
  seat?: { number: number; state: SeatState; claimedAt: number }
  /** In a job of several seats, once all are taken: the last second in which any of them can commit (unix seconds). */
  commitUntil?: number
  /** Where workers are drawn: nobody drew yet, none of this worker's slots may come yet, or the claim's ticket. */
  ticket?: 'undrawn' | 'waiting' | Hex
  /** Whether the input is at hand and its root is right, or why it never will be. */
  input: 'unknown' | 'ready' | { unusable: SkipReason }
  /** The input stands on chain, so that nobody has to be asked for it. */
  inline: boolean
  hasResult: boolean
  /** Something about this job is under way already. */
  busy: boolean
  /** What is under way is asking others for its input. */
  fetching: boolean
  /** What is under way is the model's run, and has begun. */
  running?: boolean
  /** Not to be tried again before: a claim that was refused, an input that was not there, a verifier that had not decided (unix seconds). */
  askAgainAt?: number
  /** The callback with this worker's result that is due and was not made (a WHEN_* bit), and how often it was tried; 0 for none. */
  owed?: { when: number; tries: number }
}

export type Action =
  | { type: 'fetch'; job: JobView }
  | { type: 'deposit'; amount: bigint }
  /** Asks for the block that decides which workers may come. */
  | { type: 'draw'; job: JobView }
  | { type: 'claim'; job: JobView }
  | { type: 'run'; job: JobView }
  | { type: 'submit'; job: JobView; finalize: boolean }
  /** In a job of several seats: commits to the result, and opens the commitment when all have one. */
  | { type: 'commit'; job: JobView }
  | { type: 'reveal'; job: JobView }
  /** In a job of several seats: gives the seat up, because the job has not filled. */
  | { type: 'leave'; job: JobView }
  | { type: 'finalize'; job: JobView }
  /** Makes a callback once more, with the output. */
  | { type: 'deliver'; job: JobView; when: number }
  | { type: 'forfeit'; job: JobView }
  | { type: 'expire'; job: JobView }
  /** Needs no more attention. */
  | { type: 'close'; job: JobView; reason: string }
