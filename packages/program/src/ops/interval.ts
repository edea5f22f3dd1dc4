import type { DType } from '../program.ts'

/** The least and the greatest number that a tensor can hold, both included. */
export type Interval = readonly [least: number, greatest: number]

/** Every number of an element type. */
export const everyNumber: Readonly<Record<DType, Interval>> = {
  u8: [0, 255],
  i8: [-128, 127],
  i32: [-(2 ** 31), 2 ** 31 - 1],
}

/** The largest magnitude. */
export function magnitude([least, greatest]: Interval): number {
  return Math.max(Math.abs(least), Math.abs(greatest))
}

/** The smallest interval with all of these numbers. */
export function hull(numbers: readonly number[]): Interval {
  return [Math.min(...numbers), Math.max(...numbers)]
}

export function plus([least, greatest]: Interval, [low, high]: Interval): Interval {
  return [least + low, greatest + high]
}

/** Each number times the same one. */
export function times([least, greatest]: Interval, factor: number): Interval {
  return hull([least * factor, greatest * factor])
}

/** The products of a number of each. */
export function product(left: Interval, [low, high]: Interval): Interval {
  return hull([...times(left, low), ...times(left, high)])
}

export function isWithin([least, greatest]: Interval, [low, high]: Interval): boolean {
  return low <= least && greatest <= high
}
