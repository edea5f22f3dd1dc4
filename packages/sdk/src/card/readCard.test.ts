import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { readCard } from './readCard.ts'

const float = { exact: false }
const minimal = { input: { dtype: 'u8', shape: [4] }, output: { dtype: 'i32', shape: [1, 2] } }

test('the card of the digits model says its input, labels and measured figures', async () => {
  const url = new URL('../../../../models/digits/card.json', import.meta.url)
  const card = readCard(JSON.parse(await readFile(url, 'utf8')), float)
  assert.equal(card?.name, 'digits')
  assert.deepEqual(card.input.shape, [28, 28, 1])
  assert.equal(card.input.dtype, 'u8')
  assert.equal(card.labels.length, 10)
  assert.equal(card.outputs[0]?.softmax, true)
  assert.ok(card.measured.length > 0)
})

test('only shapes and types are needed', () => {
  const card = readCard(minimal, float)
  assert.equal(card?.title, 'unnamed')
  assert.deepEqual(card.labels, [])
})

test('what is of the wrong kind is left out', () => {
  const card = readCard(
    {
      ...minimal,
      name: { toString: 'x' },
      labels: ['a', 3, null, 'b'],
      limits: 'none',
      measured: [{ metric: 'accuracy', value: Number.NaN }, 5, { metric: 'accuracy', value: 1 }],
    },
    float,
  )
  assert.equal(card?.name, 'unnamed')
  assert.deepEqual(card.labels, ['a', 'b'])
  assert.deepEqual(card.limits, [])
  assert.equal(card.measured.length, 1)
})

test('a text without end is cut', () => {
  assert.equal(
    readCard({ ...minimal, description: 'x'.repeat(1e6) }, float)?.description?.length,
    2_000,
  )
})

test('without shapes there is no card', () => {
  for (const source of [
    null,
    [],
    'card',
    {},
    { ...minimal, input: { dtype: 'u8', shape: [-1] } },
    { ...minimal, input: { dtype: 'u8', shape: 'x' } },
    { ...minimal, output: { shape: [1] } },
  ])
    assert.equal(readCard(source, float), undefined)
})

test('an exact program has outputs of its own', () => {
  const source = {
    ...minimal,
    output: { ...minimal.output, dtype: 'f32', display: 'softmax' },
    program: {
      outputs: [{ dtype: 'i32', shape: [1, 2], scale: 0.5, zero: 0 }],
      measured: { accuracy: 0.99, samples: 100 },
    },
  }
  const card = readCard(source, { exact: true })
  assert.deepEqual(card?.outputs, [
    {
      dtype: 'i32',
      shape: [1, 2],
      scale: 0.5,
      zero: 0,
      softmax: true,
      display: 'classes',
      name: undefined,
      meaning: undefined,
      unit: undefined,
      columns: [],
    },
  ])
  assert.deepEqual(
    card.measured.map(({ metric }) => metric),
    ['accuracy of the exact program'],
  )
  assert.equal(readCard(source, float)?.outputs[0]?.dtype, 'f32')
  assert.equal(readCard(minimal, { exact: true }), undefined)
})

test('each of several outputs is described by the one of the same name, and shown as the card says', () => {
  const source = {
    ...minimal,
    labels: ['cat', 'dog'],
    outputs: [
      { name: 'boxes', display: 'boxes', columns: ['left', { name: 'top', unit: 'px', scale: 2 }] },
      { name: 'score', unit: '%' },
    ],
    program: {
      outputs: [
        { name: 'score', dtype: 'i32', shape: [1], scale: 0.1, zero: 0 },
        { name: 'boxes', dtype: 'u8', shape: [3, 2] },
      ],
    },
  }
  const [score, boxes] = readCard(source, { exact: true })?.outputs ?? []
  assert.deepEqual([score?.display, score?.unit, score?.scale], ['numbers', '%', 0.1])
  assert.equal(boxes?.display, 'boxes')
  assert.deepEqual(
    boxes.columns.map(({ name, unit, scale }) => [name, unit, scale]),
    [
      ['left', undefined, undefined],
      ['top', 'px', 2],
    ],
  )
  const broken = { ...source, program: { outputs: [{ name: 'score', dtype: 'i32' }] } }
  assert.equal(readCard(broken, { exact: true }), undefined)
  const other = { ...source, outputs: [{ name: 'score', display: 'html', columns: ['a', 'b'] }] }
  assert.deepEqual(readCard(other, { exact: true })?.outputs[0]?.columns, [])
})

test('features are taken where there is one for each byte', () => {
  const feature = (name: string) => ({ name, unit: 'bar', scale: 0.5, zero: 10 })
  const read = (features: unknown) =>
    readCard({ ...minimal, input: { dtype: 'u8', shape: [2], features } }, float)?.input.features
  assert.equal(read([feature('a'), feature('b')])?.length, 2)
  assert.deepEqual(read([feature('a')]), [])
  assert.deepEqual(read([feature('a'), feature('a')]), [])
  assert.deepEqual(read([feature('a'), { ...feature('b'), scale: 0 }]), [])
})

test('a figure of at most 1 is a share only where its name says so and it has no unit', () => {
  const measured = [
    { metric: 'top-1 accuracy', value: 0.94 },
    { metric: 'mean error', value: 0.5, unit: 'px' },
    { metric: 'loss', value: 0.2 },
  ]
  const card = readCard({ ...minimal, measured }, float)
  assert.deepEqual(
    card?.measured.map(({ isShare, unit }) => [isShare, unit]),
    [
      [true, undefined],
      [false, 'px'],
      [false, undefined],
    ],
  )
})

test('no measured figure of an exact program is left out', async () => {
  const url = new URL('../../../../models/pump/card.json', import.meta.url)
  const card = readCard(JSON.parse(await readFile(url, 'utf8')), { exact: true })
  assert.deepEqual(
    card?.measured.map(({ metric, isShare }) => [metric, isShare]),
    [
      ['accuracy of the exact program', true],
      ['accuracy of its float original', true],
      ['agreement with its float original', true],
      ['relative error', false],
    ],
  )
})

test('a series has one encoding and the time between its numbers', () => {
  const output = { dtype: 'i32', shape: [1, 2], scale: 1, zero: 0, display: 'series' }
  const input = {
    ...{ dtype: 'i32', shape: [1, 4], step: 'hour', unit: 'MW' },
    encoding: { scale: 0.5, zero: 3 },
  }
  const card = readCard({ input, output }, { exact: false })
  assert.deepEqual(card?.input.series, { scale: 0.5, zero: 3, step: 'hour', unit: 'MW' })
  assert.equal(card?.outputs[0]?.display, 'series')
  const { step: _none, ...table } = input
  assert.equal(readCard({ input: table, output }, { exact: false })?.input.series, undefined)
})

test('numbers by their order need no scale, and without names each has its place', () => {
  const output = { dtype: 'i32', shape: [1, 2], scale: 1, zero: 0 }
  const input = { bytes: { dtype: 'i32', shape: [1, 2] }, shape: [1, 2], encoding: 'order' }
  const named = readCard(
    {
      input: { ...input, features: [{ name: 'age', low: 0, high: 90 }, { name: 'debt' }] },
      output,
    },
    { exact: false },
  )
  const [age] = named?.input.features ?? []
  assert.deepEqual([age?.name, age?.order, age?.low, age?.high], ['age', 'order', 0, 90])
  const features = readCard({ input, output }, { exact: false })?.input.features
  assert.deepEqual(
    features?.map(({ name }) => name),
    ['number 1', 'number 2'],
  )
})
