import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnswer, softmax } from './readAnswer.ts'

const output = { dtype: 'i32', shape: [1, 3], scale: 0.5, zero: 0, softmax: true }
const bytes = (...values: number[]) => new Uint8Array(new Int32Array(values).buffer)

test('the answer is the label of the highest number, with shares of all', () => {
  const answer = readAnswer(bytes(2, 8, -4), { labels: ['a', 'b', 'c'], output })
  assert.equal(answer?.label, 'b')
  assert.deepEqual(answer.raw, [2, 8, -4])
  const [a = 0, b = 0] = answer.shares ?? []
  assert.ok(Math.abs(b / a - Math.exp(3)) < 1e-9)
})

test('of equal numbers the first is the answer', () => {
  assert.equal(readAnswer(bytes(5, 5, 5), { labels: [], output })?.label, '0')
})

test('numbers that are none have no shares', () => {
  const answer = readAnswer(new Uint8Array(new Float32Array([Number.NaN, 1]).buffer), {
    labels: [],
    output: { dtype: 'f32', shape: [2], scale: undefined, zero: undefined, softmax: true },
  })
  assert.equal(answer?.shares, undefined)
})

test('bytes that do not fit the card are not read', () => {
  assert.equal(readAnswer(bytes(1, 2, 3, 4), { labels: [], output }), undefined)
})

test('shares stand to each other as the powers of their scores', () => {
  const [small, large] = softmax([0, Math.log(3)])
  assert.ok(Math.abs((small ?? 0) - 0.25) < 1e-12)
  assert.ok(Math.abs((large ?? 0) - 0.75) < 1e-12)
})

test('scores of any size do not overflow', () => {
  assert.deepEqual(softmax([100_000, 0]), [1, 0])
})
