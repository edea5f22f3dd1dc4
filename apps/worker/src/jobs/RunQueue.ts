import type { Hex } from 'viem'

/** A run's turn came after its deadline, so it was not begun. */
export class RunTooLateError extends Error {
  override readonly name = 'RunTooLateError'
}

export type QueuedRun<result> = {
  job: Hex
  /** The last second in which the result is of use (unix seconds). */
  deadline: number
  work: () => Promise<result>
}

/** Lets a number of runs go on at the same time; those whose results are due first come first. */
export class RunQueue {
  readonly #now: () => number
  readonly #running = new Set<Hex>()
  readonly #waiting: { deadline: number; begin: () => void }[] = []
  #free: number

  /** @param now the time (milliseconds) */
  constructor(concurrency: number, now: () => number = Date.now) {
    this.#free = concurrency
    this.#now = now
  }

  /** Whether a job's run has begun and not ended. */
  isRunning(job: Hex): boolean {
    return this.#running.has(job)
  }

  /**
   * Does a run when its turn comes.
   *
   * @throws RunTooLateError where that is after its deadline, and what the run throws
   */
  async run<result>({ job, deadline, work }: QueuedRun<result>): Promise<result> {
    if (this.#free > 0) this.#free--
    else await this.#turn(deadline)
    this.#running.add(job)
    try {
      if (this.#now() >= (deadline + 1) * 1000) {
        throw new RunTooLateError(`The result of job ${job} would be too late.`)
      }
      return await work()
    } finally {
      this.#running.delete(job)
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next.begin()
    }
  }

  #turn(deadline: number): Promise<void> {
    return new Promise((begin) => {
      const later = this.#waiting.findIndex((other) => other.deadline > deadline)
      const place = later === -1 ? this.#waiting.length : later
      this.#waiting.splice(place, 0, { deadline, begin })
    })
  }
}
