import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeFeature } from './encodeFeature.ts'

test('a number becomes the byte that stands for it', () => {
  assert.deepEqual(encodeFeature('3000', { scale: 14, zero: 0 }), { byte: 214, sent: 2996 })
  assert.deepEqual(encodeFeature('-0.5', { scale: 0.01, zero: 100 }), { byte: 50, sent: -0.5 })
})

test('a number that no byte stands for is refused with the range', () => {
  assert.deepEqual(encodeFeature('200', { scale: 0.4, zero: 0 }), {
    problem: 'The model takes 0 to 102.',
  })
  assert.ok(encodeFeature('-1', { scale: 1, zero: 0 }).problem)
})

test('what is no number is refused', () => {
  for (const text of ['', ' ', 'fast', '1e999', 'NaN'])
    assert.equal(encodeFeature(text, { scale: 1, zero: 0 }).problem, 'A number is needed.', text)
})
