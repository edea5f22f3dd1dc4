import type { JobJournal } from './jobs/JobJournal.ts'
import type { RunQueue } from './jobs/RunQueue.ts'
import type { OwedRun } from './schedule.ts'
import type { SignedJournal } from './signed/SignedJournal.ts'

export type ObligationsParameters = {
  signed: SignedJournal
  results: JobJournal
  queue: Pick<RunQueue, 'isRunning'>
}

/** The runs that a worker owes, whichever way it came to them: what it may take on beside them depends on all. */
export class Obligations {
  readonly #parameters: ObligationsParameters
  /** For claimed jobs, as of the last look at the chain. */
  claimed: readonly OwedRun[] = []

  constructor(parameters: ObligationsParameters) {
    this.#parameters = parameters
  }

  /** For signed requests that were agreed to. */
  promised(): OwedRun[] {
    const { signed, results, queue } = this.#parameters
    return signed
      .accepted()
      .filter(({ id }) => !results.hasResult(id))
      .map(({ id, message: { request } }) => ({
        model: request.model,
        deadline: request.offer.expiry,
        ...(queue.isRunning(id) ? { stage: 'running' as const } : {}),
      }))
  }
}
