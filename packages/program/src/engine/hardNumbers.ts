/**
 * Numbers at which an engine that is not exact goes wrong: products and quotients that are ties or nearly so, as large as the load gate
 * lets them be, and rows next to a square.
 */

/** Largest i32. */
const LARGEST = 2 ** 31 - 1

/** The number below `modulus` whose product with `value` leaves 1, for two without a common factor. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [((value % modulus) + modulus) % modulus, modulus]
  let [x, y] = [1n, 0n]
  while (a !== 0n) {
    const factor = b / a
    ;[a, b] = [b - factor * a, a]
    ;[x, y] = [y - factor * x, x]
  }
  if (b !== 1n) throw new RangeError(`${value} and ${modulus} have a common factor.`)
  return ((y % modulus) + modulus) % modulus
}

/**
 * Numbers x with `x * factor` next to a multiple of the divisor and next to halfway between two, each of them small, and as large as
 * an i32 may be, and below zero.
 *
 * @param factor without a common factor with the divisor
 */
export function hardDividends(factor: number, divisor: number): number[] {
  const half = Math.floor(divisor / 2)
  const rests = [0, 1, divisor - 1, half - 1, half, half + 1]
  const unit = inverse(BigInt(factor), BigInt(divisor))
  return rests.flatMap((rest, i) => {
    const small = Number((unit * BigInt((rest + divisor) % divisor)) % BigInt(divisor))
    const large = small + Math.floor((LARGEST - small) / divisor) * divisor
    return i % 2 === 0 ? [small, -large] : [-small, large]
  })
}

/** How many elements a row of `hardRows` has, and how large each is at most: their squares stay below 2^52 together. */
export const HARD_ROW = 24
export const HARD_ELEMENT = Math.floor(Math.sqrt((2 ** 52 - 1) / HARD_ROW))

/** Rows whose squares add up to a square, to one less and to one more; small ones, and ones just below 2^52. */
export function hardRows(): number[][] {
  const large = Math.floor(Math.sqrt(15.5) * HARD_ELEMENT)
  return [1, 3, 1000, 2 ** 20, large, large - 1, large - 2].flatMap((root) =>
    [-1, 0, 1].map((change) => rowOf(root ** 2 + change)),
  )
}

/** A row whose squares add up to this number, below 2^52: each element as large as it may be, the signs in turn. */
function rowOf(squares: number): number[] {
  let rest = squares
  return Array.from({ length: HARD_ROW }, (_, i) => {
    const element = Math.min(HARD_ELEMENT, Math.floor(Math.sqrt(rest)))
    rest -= element ** 2
    return i % 2 === 0 ? element : -element
  })
}
