/** A small seeded generator (mulberry32): the same numbers for the same seed, everywhere. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, not including, 1. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1))
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)]!
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  shuffle<T>(values: readonly T[]): T[] {
    const result = [...values]
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i)
      ;[result[i], result[j]] = [result[j]!, result[i]!]
    }
    return result
  }

  /** Bytes: evenly spread, or only the extremes, or all equal, or few and small. */
  bytes(count: number): Uint8Array {
    const kind = this.pick(['even', 'even', 'extremes', 'constant', 'small'])
    const constant = this.pick([0, 255, 128, 127])
    return Uint8Array.from({ length: count }, () => {
      if (kind === 'even') return this.integer(0, 255)
      if (kind === 'extremes') return this.pick([0, 255])
      return kind === 'constant' ? constant : this.integer(0, 4)
    })
  }

  /** i8 weights: evenly spread, or only the extremes, or all at one extreme, or small. */
  weights(count: number): Int8Array {
    const kind = this.pick(['even', 'even', 'extremes', 'constant', 'small'])
    const constant = this.pick([127, -127, -128])
    return Int8Array.from({ length: count }, () => {
      if (kind === 'even') return this.integer(-127, 127)
      if (kind === 'extremes') return this.pick([-127, 127, -128])
      return kind === 'constant' ? constant : this.integer(-2, 2)
    })
  }
}
