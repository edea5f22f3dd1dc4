import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import {
  GREATEST_MULTIPLIER,
  LEAST_MULTIPLIER,
  multiplierBits,
  multiplierOf,
  ONE,
  requantize,
  roundHalfEven,
} from './requantize.ts'

const whole = { outputZero: 128, low: 0, high: 255 }

test('halves are rounded to even, below zero too', () => {
  assert.equal(roundHalfEven(5, 1), 2)
  assert.equal(roundHalfEven(7, 1), 4)
  assert.equal(roundHalfEven(-5, 1), -2)
  assert.equal(roundHalfEven(-7, 1), -4)
  assert.equal(roundHalfEven(-1, 1), 0)
  assert.equal(roundHalfEven(11, 2), 3)
  assert.equal(roundHalfEven(-9, 2), -2)
  assert.equal(roundHalfEven(9, 0), 9)
  assert.equal(roundHalfEven(2.5, 0), 2)
  assert.equal(roundHalfEven(-(2 ** -126), 0), 0)
})

/** value / 2^shift, to the nearest integer, ties to even, without any float. */
function nearest(value: bigint, shift: bigint): bigint {
  const magnitude = value < 0n ? -value : value
  const floor = magnitude >> shift
  const rest = (magnitude - (floor << shift)) * 2n
  const half = 1n << shift
  const rounded = rest > half || (rest === half && floor % 2n === 1n) ? floor + 1n : floor
  return value < 0n ? -rounded : rounded
}

/** value to 24 bits: a number below 2^24 or so, and how often it must be doubled. */
function toFloat(value: bigint): [bigint, bigint] {
  const bits = (value < 0n ? -value : value).toString(2).length
  const shift = BigInt(Math.max(0, bits - 24))
  return [nearest(value, shift), shift]
}

/** The rule in integers, as the referee has it. */
function requantizeInIntegers(sum: number, bits: number): number {
  const [rounded, first] = toFloat(BigInt(sum))
  const [product, second] = toFloat(rounded * BigInt((bits & 0x7fffff) | 0x800000))
  const exponent = first + second + BigInt(bits >>> 23) - 150n
  const result = exponent >= 0n ? product << exponent : nearest(product, -exponent)
  return Math.min(255, Math.max(0, Number(result + 128n)))
}

test('sum, product and result are each rounded to the nearest, ties to even', () => {
  const random = new Random(testSeed('requantize'))
  for (let i = 0; i < 200_000; i++) {
    const size = 2 ** random.integer(0, 31)
    const sum = random.integer(-size, Math.min(size, 2 ** 31 - 1))
    const bits = random.chance(0.3)
      ? random.integer(LEAST_MULTIPLIER, GREATEST_MULTIPLIER)
      : multiplierBits(
          (random.integer(1, 500) / 2 / Math.max(1, Math.abs(sum))) * 2 ** random.integer(-2, 1),
        )
    const expected = requantizeInIntegers(sum, bits)
    assert.equal(requantize(whole, sum, multiplierOf(bits)), expected, `${sum} by ${bits}`)
  }
})

test('each of the three roundings decides about some byte', () => {
  // 2^24 + 2^19 + 1 is no float; its neighbour is halfway between 16 and 17.
  assert.equal(requantize(whole, 2 ** 24 + 2 ** 19 + 1, 2 ** -20), 128 + 16)
  assert.equal(requantize(whole, 2 ** 24 + 2 ** 19 + 3, 2 ** -20), 128 + 17)
  // Here the neighbour of the sum gives another integer than the sum itself.
  assert.equal(requantize(whole, 135_606_367, multiplierOf(0x35312ac0)), 128 + 90)
  assert.equal(Math.round(135_606_367 * multiplierOf(0x35312ac0)), 89)
  // Three times the float next to a sixth is above a half, and the half as a float.
  assert.ok(3 * Math.fround(1 / 6) > 0.5)
  assert.equal(requantize(whole, 3, Math.fround(1 / 6)), 128)
  assert.equal(requantize(whole, 3, 0.5), 128 + 2)
})

test('a product beyond a byte saturates, also at the ends of what sums and multipliers may be', () => {
  for (const bits of [GREATEST_MULTIPLIER, ONE])
    for (const sum of [2 ** 31 - 1, -(2 ** 31) + 1])
      assert.equal(requantize(whole, sum, multiplierOf(bits)), sum > 0 ? 255 : 0)
  assert.equal(requantize(whole, 2 ** 31 - 1, multiplierOf(LEAST_MULTIPLIER)), 128)
  assert.equal(requantize({ outputZero: 3, low: 9, high: 20 }, -1, 1), 9)
})

test('a multiplier is as many bits as an i32 has', () => {
  for (const bits of [LEAST_MULTIPLIER, GREATEST_MULTIPLIER, ONE])
    assert.equal(multiplierBits(multiplierOf(bits)), bits)
  assert.equal(multiplierOf(LEAST_MULTIPLIER), 2 ** -126)
  assert.equal(multiplierOf(GREATEST_MULTIPLIER + 1), 2 ** 97)
  assert.equal(multiplierOf(ONE), 1)
})
