import type { FetchedInput } from '@assay/sdk'
import type { Hex } from 'viem'

/** The wait after a refusal: the first time, then twice as long each time, up to the most (seconds). */
const PATIENCE = { first: 5, most: 600 }

/** How long what a claimed job needs is left alone where it failed, the first time: there is little time (seconds). */
export const SHORT_PATIENCE = 2

/** A job's input at hand, or why there will be no run on it. */
export type JobInput = FetchedInput | { unusable: 'inference-failed'; detail: string }

/** What is remembered of open jobs between two looks at the chain; after a restart it is found out again. */
export class JobMemory {
  readonly #inputs = new Map<Hex, JobInput>()
  /** Jobs that are left alone for a while: an input that cannot be fetched, a claim or a settlement that was refused. */
  readonly #retryAt = new Map<Hex, { at: number; delay: number }>()
  readonly #failures = new Map<Hex, number>()
  readonly #deliveries = new Map<Hex, number>()
  readonly #details = new Map<Hex, string>()
  readonly #claimedAt = new Map<Hex, number>()

  inputOf(job: Hex): JobInput | undefined {
    const input = this.#inputs.get(job)
    const retry = this.#retryAt.get(job)
    // What could not be fetched is worth another try after a while.
    const isStale = retry !== undefined && Date.now() >= retry.at
    return input !== undefined && 'unusable' in input && isStale ? undefined : input
  }

  keepInput(job: Hex, input: JobInput): void {
    this.#inputs.set(job, input)
    if ('unusable' in input) this.explain(job, input.detail)
  }

  dropInput(job: Hex): void {
    this.#inputs.delete(job)
  }

  detailOf(job: Hex): string | undefined {
    return this.#details.get(job)
  }

  explain(job: Hex, detail: string): void {
    this.#details.set(job, detail)
  }

  patienceWith(job: Hex): { askAgainAt?: number } {
    const retry = this.#retryAt.get(job)
    return retry === undefined ? {} : { askAgainAt: Math.floor(retry.at / 1000) }
  }

  /** Leaves a job alone, twice as long as the last time (`from` in milliseconds). */
  backOff(job: Hex, from: number): void {
    const last = this.#retryAt.get(job)?.delay ?? PATIENCE.first / 2
    const delay = Math.min(last * 2, PATIENCE.most)
    this.leaveUntil(job, from + delay * 1000, delay)
  }

  /** Leaves a job alone until a time (milliseconds), which counts as a wait of `delay` seconds. */
  leaveUntil(job: Hex, at: number, delay: number): void {
    this.#retryAt.set(job, { at, delay })
  }

  /**
   * Leaves what is owed alone, twice as long as the last time, and never longer than a quarter of the time that is left for it
   * (milliseconds).
   */
  backOffUntil(job: Hex, from: number, deadline: number): void {
    const last = this.#retryAt.get(job)?.delay ?? SHORT_PATIENCE / 2
    const left = Math.max(SHORT_PATIENCE, (deadline - from) / 4_000)
    const delay = Math.min(last * 2, PATIENCE.most, left)
    this.leaveUntil(job, from + delay * 1000, delay)
  }

  resume(job: Hex): void {
    this.#retryAt.delete(job)
  }

  /** Counts that the model failed on the job's input, and returns how often it has. */
  countFailure(job: Hex): number {
    const failures = (this.#failures.get(job) ?? 0) + 1
    this.#failures.set(job, failures)
    return failures
  }

  /** How often a callback of the job was made again. */
  deliveriesOf(job: Hex): number {
    return this.#deliveries.get(job) ?? 0
  }

  countDelivery(job: Hex): void {
    this.#deliveries.set(job, this.deliveriesOf(job) + 1)
  }

  /** Records that the job was claimed now. */
  markClaimed(job: Hex): void {
    this.#claimedAt.set(job, Date.now())
  }

  /** How long ago the job was claimed (seconds); zero where that was in an earlier run. */
  sinceClaim(job: Hex): number {
    const now = Date.now()
    return Math.max(0, (now - (this.#claimedAt.get(job) ?? now)) / 1000)
  }

  /** Drops what is remembered of jobs that are no longer open, and the inputs of those without a place. */
  forget(open: ReadonlySet<Hex>, places: ReadonlySet<Hex>): void {
    for (const map of [
      this.#inputs,
      this.#retryAt,
      this.#failures,
      this.#deliveries,
      this.#details,
      this.#claimedAt,
    ]) {
      for (const job of map.keys()) if (!open.has(job)) map.delete(job)
    }
    for (const [job, input] of this.#inputs) {
      if ('bytes' in input && !places.has(job)) this.#inputs.delete(job)
    }
  }
}
