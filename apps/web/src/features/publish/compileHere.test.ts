import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProgram } from '@assay/program'
import { CompileError } from '@assay/program/compile'
import { onnxModel, randomFrom } from '@assay/program/testing'
import { readCard } from '@assay/sdk'
import type { CompileStage } from './compilation.ts'
import { compileHere } from './compileHere.ts'
import { type CardFields, EMPTY_FIELDS, makeCard, problemsOfFields } from './makeCard.ts'
import { parseOptions } from './parseOptions.ts'
import { parseRoyalty } from './royalty.ts'

const random = randomFrom(7)
const rows = Array.from({ length: 16 }, () => Array.from({ length: 4 }, () => random.normal()))
const samples = [
  {
    name: 'rows.csv',
    bytes: new TextEncoder().encode(rows.map((row) => row.join(',')).join('\n')),
  },
]
const onnx = onnxModel({
  inputs: { x: [1, 4] },
  outputs: ['y'],
  nodes: [
    { op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['h'] },
    { op: 'Relu', inputs: ['h'], outputs: ['r'] },
    { op: 'Gemm', inputs: ['r', 'v', 'c'], outputs: ['y'] },
  ],
  constants: {
    w: random.values([4, 8]),
    b: random.values([8]),
    v: random.values([8, 3]),
    c: random.values([3]),
  },
})
const plain = { shapes: {}, freeze: {}, task: undefined }

test('a model is compiled, run twice with equal bytes, and described on a card that the SDK reads', async () => {
  const stages = new Set<CompileStage>()
  const compilation = await compileHere({ name: 'net.onnx', onnx, samples, ...plain }, (stage) =>
    stages.add(stage),
  )
  assert.ok(compilation.golden.equal)
  assert.equal(compilation.golden.on, 'sample')
  assert.ok(compilation.worst.gas > 0)
  assert.equal(compilation.report.measured?.inputs, 4)
  assert.deepEqual([...stages].slice(-2), ['program', 'golden'])
  const { modelId, commitment } = await readProgram(compilation.file)
  assert.deepEqual([compilation.modelId, compilation.root], [modelId, commitment.root])
  const fields: CardFields = {
    ...EMPTY_FIELDS,
    name: 'acme/net',
    limits: 'Never tried\n\nOn anything',
    features: 'a\nb\nc\nd',
    labels: 'low\nmiddle\nhigh',
  }
  assert.deepEqual(problemsOfFields(fields, compilation), {})
  const card = readCard(makeCard(fields, compilation), { exact: true })
  assert.deepEqual(
    card?.input.features.map(({ name }) => name),
    ['a', 'b', 'c', 'd'],
  )
  assert.deepEqual(card?.limits, ['Never tried', 'On anything'])
  assert.equal(card?.outputs[0]?.display, 'classes')
  assert.equal(card?.verified, compilation.report.verified)
  const wrong = { ...fields, name: 'Acme', features: 'a\nb', labels: 'low' }
  assert.deepEqual(Object.keys(problemsOfFields(wrong, compilation)), [
    'name',
    'features',
    'labels',
  ])
})

test('what is wrong with the model and with the samples comes back in one round', async () => {
  const bad = onnxModel({
    inputs: { x: [1, 4] },
    outputs: ['y'],
    nodes: [
      { op: 'Det', inputs: ['x'], outputs: ['d'] },
      { op: 'NonZero', inputs: ['d'], outputs: ['n'] },
      { op: 'Gemm', inputs: ['n', 'w'], outputs: ['y'] },
    ],
    constants: { w: random.values([4, 8]) },
  })
  const files = [{ name: 'rows.csv', bytes: new TextEncoder().encode('1,2,x,4') }]
  await assert.rejects(
    compileHere({ name: 'bad.onnx', onnx: bad, samples: files, ...plain }, () => undefined),
    (error: unknown) => {
      assert.ok(error instanceof CompileError)
      const reasons = error.problems.map(({ reason, op }) => `${op ?? ''} ${reason}`).join('\n')
      assert.match(reasons, /row 1, column 3/)
      assert.match(reasons, /Det/)
      assert.match(reasons, /NonZero/)
      assert.doesNotMatch(reasons, /no calibration input/)
      return true
    },
  )
})

test('a file that is no model is refused with a sentence', async () => {
  const junk = new Uint8Array(100).fill(255)
  await assert.rejects(
    compileHere({ name: 'junk.onnx', onnx: junk, samples: [], ...plain }, () => undefined),
    CompileError,
  )
})

test('options are read line by line, and the first wrong line is named', () => {
  assert.deepEqual(parseOptions('image=1,3,8,8\n\nn = 2', { whole: true }).values, {
    image: [1, 3, 8, 8],
    n: [2],
  })
  assert.match(parseOptions('a=1\nb=0', { whole: true }).problem ?? '', /^Line 2 is no shape/)
  assert.match(parseOptions('a=', { whole: false }).problem ?? '', /^Line 1 is no fixed input/)
  assert.deepEqual(parseOptions('rate=-0.5', { whole: false }).values, { rate: [-0.5] })
})

test('a royalty is a percentage in tenths', () => {
  assert.deepEqual(['0', '2.5', '100'].map(parseRoyalty), [0, 250, 10_000])
  for (const text of ['', '2.55', '-1', '100.1', 'two']) assert.equal(parseRoyalty(text), undefined)
})
