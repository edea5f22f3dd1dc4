import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExactInFloat, requantize, roundHalfEven } from './requantize.ts'

test('halves are rounded to even, below zero too', () => {
  assert.equal(roundHalfEven(5, 1), 2)
  assert.equal(roundHalfEven(7, 1), 4)
  assert.equal(roundHalfEven(-5, 1), -2)
  assert.equal(roundHalfEven(-7, 1), -4)
  assert.equal(roundHalfEven(-1, 1), 0)
  assert.equal(roundHalfEven(11, 2), 3)
  assert.equal(roundHalfEven(-9, 2), -2)
  assert.equal(roundHalfEven(9, 0), 9)
})

test('agrees with a 32-bit float where the bound says so', () => {
  const attributes = { outputZero: 128, low: 0, high: 255 }
  for (const sum of [
    2 ** 24 - 1,
    -(2 ** 24) + 1,
    2 ** 24 + 1,
    2 ** 31 - 1,
    -(2 ** 31) + 1,
    3 << 15,
  ])
    for (let shift = 0; shift <= 30; shift++) {
      if (!isExactInFloat(Math.abs(sum), shift)) continue
      const scaled = Math.fround(Math.fround(sum) * 2 ** -shift)
      const floor = Math.floor(scaled)
      const rest = scaled - floor
      const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor
      const expected = Math.min(255, Math.max(0, rounded + 128))
      assert.equal(requantize(attributes, sum, shift), expected, `${sum} >> ${shift}`)
    }
})

test('beyond 2^24 a larger shift is not exact', () => {
  assert.equal(isExactInFloat(2 ** 24 - 1, 17), true)
  assert.equal(isExactInFloat(2 ** 24, 16), true)
  assert.equal(isExactInFloat(2 ** 24, 17), false)
})
