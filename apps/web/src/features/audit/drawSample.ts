import { concatBytes, sha256, stringToBytes } from 'viem'

/** How places are drawn, in words, so that anyone can draw them again from a report. */
export const DRAW =
  'For i = 0, 1, 2 … the first 6 bytes of SHA-256(the seed in UTF-8, then i in 4 bytes, big-endian) are a number n. Where n is below the ' +
  'largest multiple of `matching` that 2^48 holds, the place is n modulo `matching`. A place that was drawn before is left out.'

/** Numbers that are drawn are below it, and so are the lists that can be drawn from. */
const LARGEST = 2 ** 48

/**
 * Draws places from a list, each at most once. The seed decides which, so anyone can draw them again.
 *
 * @param population how many rows the list has
 * @param size how many to draw; all of them where there are fewer
 * @returns places from 0, in the order in which they were drawn
 * @throws RangeError where the list has more than 2^48 rows
 */
export function drawSample(seed: string, population: number, size: number): number[] {
  if (population > LARGEST) throw new RangeError('No list has as many rows as the index says.')
  const drawn = new Set<number>()
  const limit = LARGEST - (LARGEST % population)
  for (let i = 0; drawn.size < Math.min(size, population); i++) {
    const counter = new Uint8Array(4)
    new DataView(counter.buffer).setUint32(0, i)
    const hash = sha256(concatBytes([stringToBytes(seed), counter]))
    const number = Number.parseInt(hash.slice(2, 14), 16)
    if (number < limit) drawn.add(number % population)
  }
  return [...drawn]
}
