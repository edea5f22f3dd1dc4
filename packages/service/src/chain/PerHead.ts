import type { Hex } from 'viem'

/** What stays the same until the next block is read again after this time all the same (milliseconds). */
const LONGEST = 15_000

/** Keeps what was read from the chain as long as its head is the same one. */
export class PerHead<value> {
  readonly #now: () => number
  #kept: { hash: Hex; at: number; value: value } | undefined

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** What was read last, where that is not longer ago (milliseconds). */
  recent(age: number): value | undefined {
    const kept = this.#kept
    return kept !== undefined && this.#now() - kept.at < age ? kept.value : undefined
  }

  /** What is kept for a head, else what is read now. */
  async get(head: { hash: Hex }, read: () => Promise<value>): Promise<value> {
    const kept = this.#kept
    if (kept?.hash === head.hash && this.#now() - kept.at < LONGEST) return kept.value
    const at = this.#now()
    const value = await read()
    this.#kept = { hash: head.hash, at, value }
    return value
  }
}
