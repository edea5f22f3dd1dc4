import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCard } from './readCard.ts'
import { readOutputs } from './readOutputs.ts'

function cardOf(output: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const source = { input: { dtype: 'u8', shape: [10, 20, 3] }, output, ...more }
  return readCard(source, { exact: false })!
}
const integers = (...values: number[]) => new Uint8Array(new Int32Array(values).buffer)

test('classes come with their labels, scores and shares, the likeliest first', () => {
  const card = cardOf(
    { name: 'logits', dtype: 'i32', shape: [1, 3], scale: 0.5, zero: 2, display: 'softmax' },
    { labels: ['cat', 'dog', 'owl'] },
  )
  const read = readOutputs(integers(4, 8, 2), card)
  assert.equal(read?.label, 'dog')
  const [output] = read?.outputs ?? []
  assert.ok(output?.kind === 'classes')
  assert.equal(output.name, 'logits')
  assert.equal(output.index, 1)
  assert.deepEqual(
    output.classes.map(({ label, score }) => [label, score]),
    [
      ['dog', 3],
      ['cat', 1],
      ['owl', 0],
    ],
  )
  const sum = output.classes.reduce((total, { share = 0 }) => total + share, 0)
  assert.ok(Math.abs(sum - 1) < 1e-9)
})

test('numbers come as what they stand for, with their names and units', () => {
  const card = cardOf({
    dtype: 'i32',
    shape: [2, 2],
    columns: [{ name: 'flow', unit: 'l/min', scale: 0.25, zero: 4 }, 'load'],
  })
  const [output] = readOutputs(integers(8, 3, 4, -1), card)?.outputs ?? []
  assert.deepEqual(output, {
    name: undefined,
    kind: 'numbers',
    values: [1, 3, 0, -1],
    shape: [2, 2],
    unit: undefined,
    columns: [
      { name: 'flow', unit: 'l/min' },
      { name: 'load', unit: undefined },
    ],
  })
})

test('boxes come in parts of the picture, with a number for how sure the model is', () => {
  const columns = ['left', 'top', 'right', 'bottom', 'score', 'class']
  const card = cardOf(
    { dtype: 'i32', shape: [2, 6], display: 'boxes', columns },
    { labels: ['cat', 'dog'] },
  )
  const [output] = readOutputs(integers(5, 2, 15, 7, 90, 1, 0, 0, 0, 0, 0, 0), card)?.outputs ?? []
  assert.deepEqual(output, {
    name: undefined,
    kind: 'boxes',
    boxes: [{ left: 0.25, top: 0.2, width: 0.5, height: 0.5, label: 'dog', score: 90 }],
  })
})

test('bytes that do not fit the card are not read', () => {
  assert.equal(readOutputs(integers(1), cardOf({ dtype: 'i32', shape: [500] })), undefined)
})
