import type { TreeTable } from './layTrees.ts'

/** Leaves and their sums stay below this, so that a base of as much can be added. */
const MOST = 2 ** 30

/** Finer units add nothing that a float32 could show. */
const LEAST_EXPONENT = -100

/**
 * The finest power of two in whole multiples of which `count` numbers can be added up, wherever in their range each of them is,
 * and a base too.
 *
 * A float32's own sum is off by up to 2^-24 of the largest partial sum for each addition; here each number is off by at most half
 * a unit, which is below 2^-29 of the largest sum.
 */
export function chooseUnit(
  numbers: Iterable<number>,
  count: number,
  base: readonly number[] = [],
): number {
  let largest = 0
  for (const value of numbers) largest = Math.max(largest, Math.abs(value))
  const most = base.reduce((sum, value) => Math.max(sum, Math.abs(value)), largest * count)
  if (most === 0) return 1
  let exponent = Math.max(LEAST_EXPONENT, Math.floor(Math.log2(most)) - 31)
  const isOver = () =>
    Math.round(largest / 2 ** exponent) * count >= MOST || most / 2 ** exponent >= MOST
  while (isOver()) exponent++
  return 2 ** exponent
}

/** Each state's leaf as whole multiples of the unit, target by target. */
export function leafUnits({ leaves }: TreeTable, targets: number, unit: number): Int32Array {
  const units = new Int32Array(leaves.length * targets)
  leaves.forEach((weights, state) => {
    for (const [target, sum] of sumsOf(weights)) {
      units[state * targets + target] = Math.round(sum / unit)
    }
  })
  return units
}

/** The largest part of any leaf, for a target. */
export function* leafValues({ leaves }: TreeTable): Iterable<number> {
  for (const weights of leaves) yield* sumsOf(weights).values()
}

function sumsOf(weights: TreeTable['leaves'][number]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const { target, weight } of weights) sums.set(target, (sums.get(target) ?? 0) + weight)
  return sums
}
