import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brainToNumber, halfToNumber, numberToBrain, numberToHalf } from './halves.ts'

test('each of the 65,536 halves is written as it was read, and so is each bfloat16', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const half = halfToNumber(bits)
    if (!Number.isNaN(half)) assert.equal(numberToHalf(bits === 0x8000 ? -0 : half), bits)
    const brain = brainToNumber(bits)
    if (!Number.isNaN(brain)) assert.equal(numberToBrain(brain), bits)
  }
})

test('a number between two halves takes the nearer one, and the even one in their middle', () => {
  assert.equal(halfToNumber(numberToHalf(1 + 0.4 / 1024)), 1)
  assert.equal(halfToNumber(numberToHalf(1 + 0.5 / 1024)), 1)
  assert.equal(halfToNumber(numberToHalf(1 + 1.5 / 1024)), 1 + 2 / 1024)
  assert.equal(halfToNumber(numberToHalf(1.9999)), 2)
  assert.equal(halfToNumber(numberToHalf(2 ** -25)), 0)
  assert.equal(halfToNumber(numberToHalf(1e6)), Infinity)
  assert.ok(Number.isNaN(halfToNumber(numberToHalf(Number.NaN))))
})
