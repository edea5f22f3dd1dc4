import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { compareEngines, openEngines } from '../testing/compareEngines.ts'
import { type Compiled, compile } from './compile.ts'
import { encodeInput } from './encodeInput.ts'
import type { FloatRuntime } from './floatRuntime.ts'
import { NetBuilder } from './testing/NetBuilder.ts'
import { randomFrom } from './testing/onnxModel.ts'

const runtime = ort as unknown as FloatRuntime

type Draw = () => Record<string, ArrayLike<number>>

/** Compiles with as much width as there is, and holds every tensor of the program on every engine against the reference. */
async function compileWidely(bytes: Uint8Array, draw: Draw): Promise<Compiled> {
  const inputs = (count: number) => Array.from({ length: count }, draw)
  const heldOut = inputs(20)
  const compiled = await compile(bytes, { calibration: inputs(60), heldOut, runtime, mostError: 0 })
  const { program, report } = compiled
  const engines = await openEngines(program)
  try {
    const encoded = heldOut.slice(0, 2).map((input) =>
      encodeInput(
        report.inputs.map(({ name, shape, encoding, dtype }) => ({
          name,
          // Every input here is row-major, as the report gives it.
          shape,
          ...(typeof encoding === 'object' ? { scale: encoding } : {}),
          ...(encoding && dtype === 'i32' ? { isWide: true } : {}),
        })),
        new Map(Object.entries(input)),
      ),
    )
    assert.ok((await compareEngines(program, engines, encoded)) > 0)
  } finally {
    for (const { session } of engines) await session.close()
  }
  return compiled
}

function errorOf({ report }: Compiled): number {
  return report.measured?.outputs[0]?.relative ?? 1
}

describe('compile to numbers wider than a byte', () => {
  test('a transformer block answers as its float original to a thousandth', async () => {
    const random = randomFrom(21)
    const net = new NetBuilder({ x: [1, 6, 16] }, { opset: 17, seed: 3 })
    const norm = (x: string) =>
      net.node('LayerNormalization', [x, net.weights([16], 1), net.weights([16], 0.3)], {
        axis: -1,
        epsilon: { float: 1e-5 },
      })
    const product = (x: string, from: number, to: number) =>
      net.node('Add', [
        net.node('MatMul', [x, net.weights([from, to], Math.sqrt(1 / from))]),
        net.weights([to], 0.2),
      ])
    const first = norm('x')
    const [q, k, v] = [0, 1, 2].map(() => product(first, 16, 16)) as [string, string, string]
    const turned = net.node('Transpose', [k], { perm: [0, 2, 1] })
    const scores = net.node('Mul', [net.node('MatMul', [q, turned]), net.constant([], [0.25])])
    const weights = net.node('Softmax', [scores], { axis: -1 })
    const attended = net.node('Add', ['x', net.node('MatMul', [weights, v])])
    const wide = net.node('Tanh', [product(norm(attended), 16, 32)])
    const last = net.node('Add', [attended, product(wide, 32, 16)])
    const bytes = net.finish([net.node('ReduceMean', [last], { axes: [1], keepdims: 0 })])
    const compiled = await compileWidely(bytes, () => ({ x: random.values([1, 6, 16]).data }))
    assert.ok(errorOf(compiled) < 1e-3, `${errorOf(compiled)}`)
    const ops = new Set(compiled.program.steps.map(({ op }) => op))
    for (const op of ['RowNorm', 'DivRow', 'LookupWide', 'BatchMatMul'] as const)
      assert.ok(ops.has(op), op)
    assert.equal(compiled.report.method?.wideWeights, true)
  })

  test('features of other magnitudes are told apart through a transposition and a padded convolution', async () => {
    const random = randomFrom(22)
    const net = new NetBuilder({ x: [1, 12, 3] }, { seed: 4 })
    const turned = net.node('Transpose', ['x'], { perm: [0, 2, 1] })
    // Each feature counts as much as the others, though one is a million times larger.
    const weights = net.weights([8, 3, 3], 1)
    const { data } = net.constants[weights] ?? assert.fail()
    data.forEach((value, i) => {
      data[i] = value / ([1, 1e-3, 1e3][Math.floor(i / 3) % 3] ?? 1)
    })
    const conv = net.node('Conv', [turned, weights, net.weights([8], 0.1)], {
      kernel_shape: [3],
      pads: [1, 1],
    })
    const mean = net.node('ReduceMean', [net.relu(conv)], { axes: [2], keepdims: 0 })
    const bytes = net.finish([net.dense(mean, [8, 2])])
    const draw = () => {
      const x = random.values([1, 12, 3]).data
      return { x: x.map((value, i) => (value + 2) * ([1, 1e-3, 1e3][i % 3] ?? 1)) }
    }
    const compiled = await compileWidely(bytes, draw)
    assert.deepEqual(compiled.program.input, { dtype: 'i32', shape: [1, 12, 3] })
    assert.equal(compiled.report.inputs[0]?.dtype, 'i32')
    assert.ok(errorOf(compiled) < 2e-3, `${errorOf(compiled)}`)
  })

  test('numbers beyond all that was seen are kept within the reach of an input', async () => {
    const random = randomFrom(23)
    const net = new NetBuilder({ x: [1, 8] }, { seed: 5 })
    const bytes = net.finish([net.dense(net.relu(net.dense('x', [8, 16])), [16, 2])])
    const { program } = await compileWidely(bytes, () => ({ x: random.values([1, 8]).data }))
    const engines = await openEngines(program)
    const extremes = [2 ** 31 - 1, -(2 ** 31), 2 ** 23, -(2 ** 23) - 1].map(
      (value) => new Uint8Array(new Int32Array(8).fill(value).buffer),
    )
    try {
      await compareEngines(program, engines, extremes)
    } finally {
      for (const { session } of engines) await session.close()
    }
  })

  test('sums, differences, products, borders and joins of wide tensors keep what they hold', async () => {
    const random = randomFrom(24)
    const net = new NetBuilder({ x: [1, 4, 6] }, { seed: 6 })
    const a = net.node('MatMul', ['x', net.weights([6, 6], 0.4)])
    const b = net.node('MatMul', ['x', net.weights([6, 6], 0.4)])
    const most = net.node('ReduceMax', [a], { axes: [2], keepdims: 1 })
    const gated = net.node('Mul', [net.node('Sub', [a, most]), net.node('Sigmoid', [b])])
    const inverse = net.node('Sub', [net.constant([1, 1, 6], [1, 2, 3, 4, 5, 6]), gated])
    const padded = net.node('Pad', [inverse, net.integers([0, 1, 0, 0, 0, 2])])
    const joined = net.node('Concat', [padded, net.weights([1, 2, 8], 0.5)], { axis: 1 })
    const scaled = net.node('Mul', [joined, net.weights([1, 7, 8], 1)])
    const sum = net.node('ReduceSum', [scaled, net.integers([1])], { keepdims: 0 })
    const bytes = net.finish([sum])
    const compiled = await compileWidely(bytes, () => ({ x: random.values([1, 4, 6]).data }))
    assert.ok(errorOf(compiled) < 1e-3, `${errorOf(compiled)}`)
  })

  test('lengths of small and large vectors are told apart, however a model spells them', async () => {
    const random = randomFrom(27)
    const net = new NetBuilder({ x: [1, 4, 8] }, { seed: 9 })
    const [real, imaginary, third] = [0, 1, 2].map(() =>
      net.node('MatMul', ['x', net.weights([8, 8], 0.4)]),
    ) as [string, string, string]
    const squared = net.node('Pow', [real, net.constant([], [2])])
    const power = net.node('Add', [squared, net.node('Mul', [imaginary, imaginary])])
    const magnitude = net.node('Sqrt', [net.node('Add', [power, net.constant([], [1e-6])])])
    const length = net.node('ReduceL2', [third], { axes: [2], keepdims: 1 })
    const bytes = net.finish([net.node('Concat', [magnitude, length], { axis: 2 })])
    const compiled = await compileWidely(bytes, () => {
      const { data } = random.values([1, 4, 8])
      return { x: data.map((value, i) => value * ([1, 0.1, 0.01, 0.001][i >> 3] ?? 1)) }
    })
    assert.ok(compiled.program.steps.some(({ op }) => op === 'RowNorm'))
    const [error] = compiled.report.measured?.outputs ?? []
    // As large as the rounding of the largest; a square would have lost the smallest vectors.
    assert.ok((error?.largest ?? 1) < 2e-3, `${error?.largest}`)
  })

  test('several inputs are each as wide as their numbers need', async () => {
    const random = randomFrom(26)
    const shape = [1, 3, 8]
    const net = new NetBuilder({ x: shape, state: shape, flags: shape }, { seed: 8 })
    const dense = (name: string) => net.node('MatMul', [name, net.weights([8, 8], 0.4)])
    const mixed = net.node('Add', [dense('x'), dense('flags')])
    const kept = net.node('Tanh', [net.node('Add', [mixed, 'state'])])
    const bytes = net.finish([net.node('MatMul', [kept, net.weights([8, 2], 0.4)])])
    const compiled = await compileWidely(bytes, () => ({
      x: random.values(shape).data,
      state: random.values(shape).data.map((value) => 0.01 * value),
      flags: random.values(shape).data.map((value) => (value > 0 ? 1 : 0)),
    }))
    const types = compiled.report.inputs.map(({ name, dtype }) => [name, dtype])
    assert.deepEqual(types, [
      ['x', 'i32'],
      ['state', 'i32'],
      ['flags', 'u8'],
    ])
    assert.ok(errorOf(compiled) < 1e-3, `${errorOf(compiled)}`)
  })

  test('elements are taken at any places, whatever their width', async () => {
    const random = randomFrom(29)
    const net = new NetBuilder({ x: [1, 4, 12] }, { seed: 11 })
    const dense = net.node('MatMul', ['x', net.weights([12, 12], 0.4)])
    const ends = [[-1], [-20], [2], [-1]].map((list) => net.integers(list))
    const backwards = net.node('Slice', [dense, ...ends])
    const places = net.integers([3, 1, 4, 1, 5, 9, 2, 6])
    const chosen = net.node('Gather', [backwards, places], { axis: 2 })
    const shuffled = net.node('Gather', [chosen, net.integers([2, 0, 3, 1, 2, 0])], { axis: 1 })
    const bytes = net.finish([net.node('MatMul', [shuffled, net.weights([8, 2], 0.4)])])
    const compiled = await compileWidely(bytes, () => ({ x: random.values([1, 4, 12]).data }))
    assert.ok(errorOf(compiled) < 1e-3, `${errorOf(compiled)}`)
    const gathers = compiled.program.steps.filter(({ op }) => op === 'Gather')
    assert.equal(gathers.length, 3)
  })

  test('a mask of large numbers leaves attention its digits', async () => {
    const random = randomFrom(34)
    const net = new NetBuilder({ x: [1, 6, 8], mask: [1, 1, 6] }, { seed: 12, opset: 17 })
    const dense = (columns: number) => net.node('MatMul', ['x', net.weights([8, columns], 0.6)])
    const turned = net.node('Transpose', [dense(8)], { perm: [0, 2, 1] })
    const scores = net.node('MatMul', [dense(8), turned])
    const absent = net.node('Sub', [net.constant([], [1]), 'mask'])
    const far = net.node('Mul', [absent, net.constant([], [-3.4e38])])
    const masked = net.node('Softmax', [net.node('Add', [scores, far])], { axis: -1 })
    const order = Float32Array.from({ length: 36 }, (_, i) => (i % 6 > i / 6 ? -1e9 : 0))
    const causal = net.node('Add', [scores, net.constant([1, 6, 6], order)])
    const chosen = net.node('Softmax', [causal], { axis: -1 })
    const bytes = net.finish([net.node('MatMul', [net.node('MatMul', [masked, chosen]), dense(4)])])
    const compiled = await compileWidely(bytes, () => {
      const length = 2 + Math.floor(4 * random.next())
      return {
        x: random.values([1, 6, 8]).data,
        mask: Float32Array.from({ length: 6 }, (_, i) => (i < length ? 1 : 0)),
      }
    })
    assert.ok(errorOf(compiled) < 0.01, `${errorOf(compiled)}`)
  })

  test('numbers that differ by little of their size are told apart where nothing is multiplied', async () => {
    const random = randomFrom(35)
    const net = new NetBuilder({ x: [1, 4, 8] }, { seed: 13 })
    const [older, newer] = net.split('x', [2, 2]) as [string, string]
    const bytes = net.finish([
      net.node('Sub', [newer, older]),
      net.node('Softmax', ['x'], { axis: 2 }),
    ])
    const compiled = await compileWidely(bytes, () => ({
      x: random.values([1, 4, 8]).data.map((value) => 10_000 + value),
    }))
    for (const { relative } of compiled.report.measured?.outputs ?? [])
      assert.ok(relative < 0.02, `${relative}`)
  })

  test('bytes stay bytes where they are accurate enough', async () => {
    const random = randomFrom(25)
    const net = new NetBuilder({ x: [1, 8] }, { seed: 7 })
    const bytes = net.finish([net.dense(net.relu(net.dense('x', [8, 16])), [16, 2])])
    const inputs = () => Array.from({ length: 60 }, () => ({ x: random.values([1, 8]).data }))
    const parameters = { calibration: inputs(), heldOut: inputs(), runtime }
    const { program, report } = await compile(bytes, { ...parameters, mostError: 0.5 })
    assert.equal(program.input.dtype, 'u8')
    assert.equal(report.method?.wideTensors, 0)
  })

  test('a small column beside a large one gets the width that it asks for', async () => {
    const random = randomFrom(31)
    const net = new NetBuilder({ x: [1, 8] })
    const sizes = random.values([8, 2]).data.map((value, i) => (i % 2 ? value / 200 : value))
    const bytes = net.finish([net.node('MatMul', ['x', net.constant([8, 2], sizes)])])
    const row = () => random.values([1, 8]).data.map((value) => Math.sin(value))
    const inputs = () => Array.from({ length: 60 }, () => ({ x: row() }))
    const given = { calibration: inputs(), heldOut: inputs(), runtime }
    const [asked, left] = [
      await compile(bytes, given),
      await compile(bytes, { ...given, mostError: 9 }),
    ]
    const columns = ({ report }: typeof asked) => report.measured?.outputs[0]?.columns ?? []
    // The figure of both columns together hides that of the small one.
    assert.ok((left.report.measured?.outputs[0]?.relative ?? 1) < 0.1)
    assert.ok((columns(left)[1] ?? 0) > 0.1, `${columns(left)}`)
    assert.ok(Math.max(...columns(asked)) <= 0.1, `${columns(asked)}`)
    assert.deepEqual(asked.report.warnings, [])
  })

  test('an input beside a function of it, in one row, keeps what the function tells apart', async () => {
    const random = randomFrom(29)
    const net = new NetBuilder({ x: [1, 4] }, { seed: 11 })
    const both = net.node('Concat', ['x', net.node('Mul', ['x', 'x'])], { axis: 1 })
    const bytes = net.finish([net.node('MatMul', [both, net.weights([8, 3], 0.3)])])
    const compiled = await compileWidely(bytes, () => ({ x: random.values([1, 4]).data }))
    assert.ok(errorOf(compiled) < 0.003, `${errorOf(compiled)}`)
  })

  test('held-out inputs that reach further than the calibration get numbers that do', async () => {
    const random = randomFrom(28)
    const net = new NetBuilder({ x: [1, 8] }, { seed: 10 })
    const bytes = net.finish([net.dense(net.relu(net.dense('x', [8, 16])), [16, 2])])
    const inputs = (scale: number) =>
      Array.from({ length: 60 }, () => ({
        x: random.values([1, 8]).data.map((value) => scale * Math.sin(value)),
      }))
    const calibration = inputs(1)
    const rest = { runtime, mostError: 0.2 }
    const near = await compile(bytes, { calibration, heldOut: inputs(1), ...rest })
    assert.equal(near.program.input.dtype, 'u8')
    const far = await compile(bytes, { calibration, heldOut: inputs(3), ...rest })
    assert.equal(far.program.input.dtype, 'i32')
    assert.ok(errorOf(far) < 0.02, `${errorOf(far)}`)
    assert.deepEqual(far.report.warnings, [])
  })
})
