import type { Head } from '../chain/BlockFollower.ts'

/** How often a journal is cleared of what ended (milliseconds). */
const EVERY = 3_600_000
const DAY = 86_400_000

export type HousekeepingParameters = {
  /** For how many days what ended is kept. */
  keepDays: number
  /** How many blocks a reorganisation is expected to undo at most. */
  reorgDepth: number
  /** Forgets what ended before a time (milliseconds) and below a block. */
  prune: (before: number, belowBlock: bigint) => void
  now?: () => number
}

/** Clears a journal of what ended long ago, at the first look and then once an hour. */
export class Housekeeping {
  readonly #parameters: HousekeepingParameters
  #next = 0

  constructor(parameters: HousekeepingParameters) {
    this.#parameters = parameters
  }

  tick({ number }: Pick<Head, 'number'>): void {
    const { keepDays, reorgDepth, prune, now = Date.now } = this.#parameters
    const time = now()
    if (time < this.#next) return
    this.#next = time + EVERY
    const depth = BigInt(reorgDepth)
    prune(time - keepDays * DAY, number > depth ? number - depth : 0n)
  }
}
