import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnswer, softmax } from './readAnswer.ts'
import { readCard } from './readCard.ts'

type Source = Record<string, unknown>

function cardOf(outputs: Source[], more: Source = {}) {
  const source = {
    input: { dtype: 'u8', shape: [10, 20, 3] },
    ...more,
    outputs: outputs.map((output, index) => ({ name: `${index}`, ...output })),
  }
  const card = readCard(source, { exact: false })
  if (card === undefined) throw new Error('The card cannot be read.')
  return card
}

const scores = { dtype: 'i32', shape: [1, 3], scale: 0.5, zero: 0, display: 'softmax' }
const bytes = (...values: number[]) => new Uint8Array(new Int32Array(values).buffer)

test('the answer is the label of the highest number, with shares of all', () => {
  const answer = readAnswer(bytes(2, 8, -4), cardOf([scores], { labels: ['a', 'b', 'c'] }))
  assert.equal(answer?.label, 'b')
  assert.deepEqual(answer.classes?.raw, [2, 8, -4])
  const [a = 0, b = 0] = answer.classes?.shares ?? []
  assert.ok(Math.abs(b / a - Math.exp(3)) < 1e-9)
})

test('of equal numbers the first is the answer', () => {
  assert.equal(readAnswer(bytes(5, 5, 5), cardOf([scores]))?.label, '0')
})

test('numbers that are none have no shares', () => {
  const card = cardOf([{ dtype: 'f32', shape: [2], display: 'softmax' }])
  const answer = readAnswer(new Uint8Array(new Float32Array([Number.NaN, 1]).buffer), card)
  assert.equal(answer?.classes?.shares, undefined)
})

test('bytes that do not fit the card are not read', () => {
  assert.equal(readAnswer(bytes(1, 2, 3, 4), cardOf([scores])), undefined)
})

test('one number is said with its unit, and several are listed by name', () => {
  const one = cardOf([{ dtype: 'i32', shape: [1], scale: 0.01, zero: 0, unit: 'bar' }])
  assert.equal(readAnswer(bytes(-1_234), one)?.label, '−12.34 bar')
  const columns = [{ name: 'today', unit: 'EUR', scale: 2 }, 'tomorrow']
  const several = cardOf([{ dtype: 'i32', shape: [1, 2], columns }])
  const reading = readAnswer(bytes(600, 7), several)?.readings[0]?.reading
  assert.deepEqual(reading?.kind === 'numbers' && reading.rows, [
    { name: 'today', texts: ['1,200 EUR'] },
    { name: 'tomorrow', texts: ['7'] },
  ])
  const grid = cardOf([{ dtype: 'i32', shape: [2, 2] }])
  const placed = readAnswer(bytes(1, 2, 3, 4), grid)?.readings[0]?.reading
  assert.deepEqual(placed?.kind === 'numbers' && placed.rows.map(({ name }) => name), [
    '1, 1',
    '1, 2',
    '2, 1',
    '2, 2',
  ])
})

test('boxes are parts of the input’s picture, and rows of zeros are none', () => {
  const columns = [
    'left',
    'top',
    'right',
    'bottom',
    { name: 'score', scale: 0.5, unit: '%' },
    'class',
  ]
  const card = cardOf([{ dtype: 'u8', shape: [2, 6], display: 'boxes', columns }], {
    labels: ['cat', 'dog'],
  })
  const answer = readAnswer(Uint8Array.of(5, 2, 15, 7, 180, 1, 0, 0, 0, 0, 0, 0), card)
  assert.equal(answer?.label, '1 box')
  const reading = answer.readings[0]?.reading
  assert.deepEqual(reading?.kind === 'boxes' && reading.boxes, [
    { left: 0.25, top: 0.2, width: 0.5, height: 0.5, label: 'dog', score: '90 %', confidence: 90 },
  ])
})

test('boxes whose places the card does not name are shown as numbers', () => {
  const card = cardOf([{ dtype: 'u8', shape: [1, 2], display: 'boxes', columns: ['a', 'b'] }])
  assert.equal(readAnswer(Uint8Array.of(1, 2), card)?.readings[0]?.reading.kind, 'numbers')
})

test('a picture comes out as it is, and each of several outputs takes its own bytes', () => {
  const card = cardOf([
    { dtype: 'u8', shape: [4, 4], display: 'picture' },
    { dtype: 'i32', shape: [1], unit: 'V' },
  ])
  const pixels = new Uint8Array(16).fill(9)
  const answer = readAnswer(Uint8Array.of(...pixels, ...bytes(3)), card)
  assert.equal(answer?.label, 'a picture of 4 × 4, 3 V')
  assert.deepEqual(answer.readings[0]?.reading, {
    kind: 'picture',
    pixels,
    size: { width: 4, height: 4, channels: 1 },
  })
  assert.equal(answer.classes, undefined)
})

test('shares stand to each other as the powers of their scores', () => {
  const [small, large] = softmax([0, Math.log(3)])
  assert.ok(Math.abs((small ?? 0) - 0.25) < 1e-12)
  assert.ok(Math.abs((large ?? 0) - 0.75) < 1e-12)
})

test('scores of any size do not overflow', () => {
  assert.deepEqual(softmax([100_000, 0]), [1, 0])
})

test('what follows a series is read in its units', () => {
  const output = { dtype: 'i32', shape: [1, 3], scale: 0.5, zero: 0, display: 'series', unit: 'MW' }
  const answer = readAnswer(bytes(2, 8, -4), cardOf([output]))
  assert.deepEqual(answer?.readings[0]?.reading, { kind: 'series', values: [1, 4, -2] })
  assert.equal(answer?.label, 'a series of 3')
})
