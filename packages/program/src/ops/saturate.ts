import type { Graph } from '../onnx/graph.ts'
import type { Grow, Saturate, TensorType } from '../program.ts'
import { everyNumber, type Interval, isWithin } from './interval.ts'
import { refuse, requireRange, requireType } from './operation.ts'
import { clamp } from './requantize.ts'

/**
 * Every product, sum of squares and quotient of a wide op stays below this: then a double holds it, a rounded quotient is the right
 * one, and so is the floor of a root. From 2^52 on the last two fail.
 */
export const EXACT = 2 ** 52

/** Every sum that an engine forms in an i32 stays below this. */
export const SUM = 2 ** 31

/** Checks the clamp that a wide op ends in, and that the output's type holds it. */
export function checkSaturate({ low, high }: Saturate, output: TensorType): void {
  requireType('its output', output, ['u8', 'i32'])
  const [least, greatest] = everyNumber[output.dtype]
  requireRange('low', low, least, greatest)
  requireRange('high', high, low, greatest)
}

/** Nothing grows in a program of one position. */
export function checkGrow({ grow }: Grow): void {
  if (grow !== 0) refuse(`grow is ${grow}; in a program of one position it must be 0.`)
}

/** Refuses what could reach a bound. */
export function requireBelow(what: string, reach: number, bound: number): void {
  if (reach >= bound) refuse(`${what} can reach ${reach}; it must be below 2^${Math.log2(bound)}.`)
}

export function saturate(value: number, { low, high }: Saturate): number {
  return clamp(value, low, high)
}

/** What is left of an interval. */
export function saturateInterval([least, greatest]: Interval, attributes: Saturate): Interval {
  return [saturate(least, attributes), saturate(greatest, attributes)]
}

/**
 * The clamp, then the cast, of a value that the graph holds as an i32 or as a double. Engines differ in how they cast a double
 * beyond the range of an i32, so a double is always clamped first.
 *
 * @param reach what the value lies between
 */
export function lowerSaturate(
  graph: Graph,
  value: string,
  held: 'i32' | 'f64',
  reach: Interval,
  { low, high }: Saturate,
  { dtype }: TensorType,
): string {
  const clamped =
    held === 'f64' || !isWithin(reach, [low, high])
      ? graph.node('Clip', [value, graph.scalar(held, low), graph.scalar(held, high)])
      : value
  return dtype === held ? clamped : graph.cast(clamped, dtype)
}
