/** A stream of pseudorandom numbers that is the same on every machine. */
export type Random = {
  /** A 32-bit unsigned integer. */
  word: () => number
  /** A number in [0, 1). */
  next: () => number
  /** A number in [low, high). */
  between: (low: number, high: number) => number
  /** An integer in [0, count). */
  integer: (count: number) => number
  /** True with the given probability. */
  chance: (probability: number) => boolean
  /** A number of mean 0 and standard deviation 1, within +-3.47: a sum of four uniform numbers. */
  normal: () => number
  /** One of the items. */
  pick: <item>(items: readonly item[]) => item
}

export type CreateRandomParameters = {
  /** Which sequence of the stream, an unsigned 32-bit integer. */
  seed: number
  /** Which family of sequences, an unsigned 32-bit integer: training and held-out data differ here. */
  stream: number
}

const WARM_UP_WORDS = 16

/**
 * Creates a xoshiro128** generator (Blackman and Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", 2021).
 *
 * Two different pairs of seed and stream start in different states: each fills its own word of the
 * state through a bijection, so that no held-out seed can repeat a training seed.
 */
export function createRandom({ seed, stream }: CreateRandomParameters): Random {
  const generator = xoshiro128([scramble(seed), scramble(stream), 0x41535359, 0x6d6f646c])
  for (let i = 0; i < WARM_UP_WORDS; i++) generator()
  const next = () => generator() / 0x1_0000_0000
  const integer = (count: number) => Math.floor(next() * count)
  return {
    word: generator,
    next,
    between: (low, high) => low + (high - low) * next(),
    integer,
    chance: (probability) => next() < probability,
    normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3),
    pick: (items) => {
      const item = items[integer(items.length)]
      if (item === undefined) throw new RangeError('Cannot pick from no items.')
      return item
    },
  }
}

/** The bare generator over a state of four words that are not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state
  return () => {
    const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return word
  }
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count))
}

/** A bijection of 32-bit words: odd multiplications and xor-shifts can each be undone. */
function scramble(word: number): number {
  let mixed = Math.imul(word ^ 0x9e3779b9, 0x2c1b3c6d)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0x297a2d39)
  mixed ^= mixed >>> 16
  return mixed
}
