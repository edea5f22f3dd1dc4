import type { Hex } from 'viem'

/** How long a look holds where no block comes and nothing is done (milliseconds). */
const HOLDS = 1_000

/**
 * Says whether a look at the chain can find anything new: after a block, after something was done, and once a second, since
 * deadlines pass without a block and nodes have events late.
 */
export class LookClock {
  readonly #now: () => number
  #last: { hash: Hex; at: number } | undefined
  #isTouched = true

  /** @param now the machine's time (milliseconds); the chain's may stand still for long */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Something was done: the next look may find more to do. */
  touch(): void {
    this.#isTouched = true
  }

  /**
   * Whether a look is due.
   *
   * @returns new: something changed; due: only time passed; none: not even that
   */
  ask({ hash }: { hash: Hex }): 'new' | 'due' | 'none' {
    const at = this.#now()
    const isNew = this.#isTouched || this.#last?.hash !== hash
    if (!isNew && this.#last !== undefined && at - this.#last.at < HOLDS) return 'none'
    this.#last = { hash, at }
    this.#isTouched = false
    return isNew ? 'new' : 'due'
  }
}
