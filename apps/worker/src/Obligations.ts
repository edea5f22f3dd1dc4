import { gasOf } from './gas.ts'
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
  /** The gas that answering all claimed jobs takes, as of the last look. */
  claimedGas = 0n
  /** The collateral that claimed jobs locked, as of the last look. */
  claimedCollateral = 0n

  constructor(parameters: ObligationsParameters) {
    this.#parameters = parameters
  }

  /** The gas that answering all signed requests takes that were agreed to. */
  promisedGas(): bigint {
    const { signed } = this.#parameters
    return signed.accepted().reduce((sum, { message }) => sum + gasOf(message.request), 0n)
  }

  /** What all signed requests may lock that were agreed to. */
  promisedCollateral(): bigint {
    const { signed } = this.#parameters
    return signed
      .accepted()
      .reduce((sum, { message }) => sum + message.request.offer.collateral, 0n)
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
