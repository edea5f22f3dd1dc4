import type { OutOfGasError } from './OutOfGasError.ts'

/** How long nothing is sent after a node refused for lack of coin: at first, and at most (milliseconds). */
const PAUSE = { first: 1_000, most: 5_000 }
/** After so long it is tried with the same balance too: gas may be cheaper by then (milliseconds). */
const TRY_ANYWAY_AFTER = 60_000

/** Remembers that an account cannot pay, so that a node is not asked again and again for what it refuses. */
export class Shortage {
  readonly #now: () => number
  #last: { error: OutOfGasError; tryAnywayAt: number; askAt: number; pause: number } | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  /** The refusal that still counts, as long as it is too early to ask for the balance again. */
  get pending(): OutOfGasError | undefined {
    return this.#last !== undefined && this.#now() < this.#last.askAt ? this.#last.error : undefined
  }

  /** The last refusal that no transaction has disproved. */
  get error(): OutOfGasError | undefined {
    return this.#last?.error
  }

  /** Keeps a refusal. */
  begin(error: OutOfGasError): void {
    const pause = Math.min((this.#last?.pause ?? PAUSE.first / 2) * 2, PAUSE.most)
    const now = this.#now()
    this.#last = { error, pause, askAt: now + pause, tryAnywayAt: now + TRY_ANYWAY_AFTER }
  }

  /** Whether, with the account's present balance, it is still no use to try. */
  persists(balance: bigint): boolean {
    if (this.#last === undefined) return false
    const now = this.#now()
    if (balance > this.#last.error.balance || now >= this.#last.tryAnywayAt) return false
    this.#last.pause = Math.min(this.#last.pause * 2, PAUSE.most)
    this.#last.askAt = now + this.#last.pause
    return true
  }

  end(): void {
    this.#last = undefined
  }
}
