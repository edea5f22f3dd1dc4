import { floatOf, orderOf } from '../../orderedFloat.ts'

/** How the integers of a feature become the numbers that the model compares. It never turns back: it only rises, or only falls. */
export type Reading = {
  /** The first and the last integer that stand for a number. */
  least: number
  greatest: number
  numberOf: (code: number) => number
  falls: boolean
  /** What is missing (NaN) stays so. */
  keepsMissing: boolean
}

/** A condition on an integer: it is below the bound, or it is not. */
export type Test = { bound: number; below: boolean }

/** No integer is below it. */
export const NEVER = -(2 ** 31)

/** Float32 numbers in their order. */
export const ordered: Reading = {
  least: orderOf(-Infinity),
  greatest: orderOf(Infinity),
  numberOf: floatOf,
  falls: false,
  keepsMissing: true,
}

/** Whole numbers as they are. A bound after the last of them is an integer of 32 bits still. */
export const whole: Reading = {
  least: NEVER + 1,
  greatest: 2 ** 31 - 2,
  numberOf: (code) => code,
  falls: false,
  keepsMissing: false,
}

/** What a function that only rises, or only falls, makes of a reading. */
export function after(reading: Reading, change: (value: number) => number, falls = false): Reading {
  const { numberOf } = reading
  return { ...reading, numberOf: (code) => change(numberOf(code)), falls: reading.falls !== falls }
}

/**
 * The same condition on the integers as `value < threshold` (or `<=`) is on the values, found by bisection with the values' own
 * arithmetic, so that it holds for every integer.
 */
export function pullBack(reading: Reading, kind: '<' | '<=', threshold: number): Test {
  const { least, greatest, numberOf, falls } = reading
  const isBefore = (code: number) => {
    const value = numberOf(code)
    return (kind === '<' ? value < threshold : value <= threshold) !== falls
  }
  if (!isBefore(least)) return { bound: least, below: !falls }
  let last = least
  let bound = greatest + 1
  while (bound - last > 1) {
    const middle = Math.floor((last + bound) / 2)
    if (isBefore(middle)) last = middle
    else bound = middle
  }
  return { bound, below: !falls }
}
