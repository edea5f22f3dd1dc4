import assert from 'node:assert/strict'
import { test } from 'node:test'
import { softmax } from './softmax.ts'

test('scores become shares in proportion to their exponentials', () => {
  const [small, large] = softmax([0, Math.log(3)])
  assert.ok(Math.abs((small ?? 0) - 0.25) < 1e-12)
  assert.ok(Math.abs((large ?? 0) - 0.75) < 1e-12)
})

test('scores of any size do not overflow', () => {
  assert.deepEqual(softmax([100_000, 0]), [1, 0])
})
