import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quotient } from './quotient.ts'
import { rowNorm } from './rowNorm.ts'

test('a quotient is the nearest integer, a tie the even one, below zero too', () => {
  const cases = [
    [5n, 2n, 2],
    [7n, 2n, 4],
    [-5n, 2n, -2],
    [-7n, 2n, -4],
    [-1n, 2n, 0],
    [-3n, 4n, -1],
    [8n, 3n, 3],
    [-8n, 3n, -3],
    [9n, 1n, 9],
  ] as const
  for (const [dividend, divisor, expected] of cases)
    assert.equal(quotient(dividend, divisor, 0), expected, `${dividend} / ${divisor}`)
})

test('a quotient downwards goes toward minus infinity', () => {
  assert.equal(quotient(7n, 2n, 1), 3)
  assert.equal(quotient(-7n, 2n, 1), -4)
  assert.equal(quotient(-8n, 2n, 1), -4)
})

test('a quotient that a double makes a tie is not one here', () => {
  const [dividend, divisor] = [7_500_134_196_090_022, 40_455]
  assert.equal((dividend / divisor) % 1, 0.5)
  assert.equal(quotient(BigInt(dividend), BigInt(divisor), 0), 185_394_492_549)
})

test('a root that a double rounds up is not rounded here', () => {
  // 2^52 + 2^27 is (2^26 + 1)^2 - 1.
  const row = [2 ** 26, 2 ** 13, 2 ** 13]
  assert.equal(Math.sqrt(2 ** 52 + 2 ** 27), 2 ** 26 + 1)
  const step = {
    attributes: {},
    operands: [{ dtype: 'i32', shape: [1, 3] }],
    weights: [undefined],
    output: { dtype: 'i32', shape: [1, 1] },
  } as const
  assert.deepEqual([...rowNorm.evaluate(step, [Int32Array.from(row)])], [2 ** 26])
})
