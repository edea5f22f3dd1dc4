import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { compile } from './compile.ts'
import type { CompileReport } from './compileReport.ts'
import type { FloatRuntime } from './floatRuntime.ts'
import { NetBuilder } from './testing/NetBuilder.ts'
import { randomFrom } from './testing/onnxModel.ts'

const runtime = ort as unknown as FloatRuntime

/** Compiles a net, holds it to a bound of error, and gives its steps. */
async function hold(
  bytes: Uint8Array,
  shape: readonly number[],
  bound: number,
  options: { pixels?: boolean; count?: number } = {},
): Promise<{ ops: string[]; tail: string[]; report: CompileReport }> {
  const random = randomFrom(9)
  const inputs = () =>
    Array.from({ length: options.count ?? 24 }, () =>
      options.pixels ? random.image(shape) : random.values(shape).data,
    )
  const { program, report } = await compile(bytes, {
    calibration: inputs(),
    heldOut: inputs(),
    runtime,
  })
  for (const output of report.measured?.outputs ?? []) {
    assert.ok(output.relative < bound, `${output.name}: ${output.relative}`)
  }
  return { ops: program.steps.map(({ op }) => op), tail: report.tail, report }
}

describe('compile of exporters’ styles', () => {
  test('pixels scaled inside the model, padding by name, leaky activations', async () => {
    const net = new NetBuilder({ image: ['None', 3, 32, 32] }, { opset: 8 })
    const scaled = net.node('Mul', ['image', net.constant([1], [1 / 255])])
    const kernel = net.weights([8, 3, 3, 3], 0.3)
    const conv = net.node('Conv', [scaled, kernel], {
      kernel_shape: [3, 3],
      auto_pad: 'SAME_UPPER',
    })
    const leaky = net.node('LeakyRelu', [net.norm(conv, 8)], { alpha: { float: 0.1 } })
    const pooled = net.node('MaxPool', [leaky], { kernel_shape: [2, 2], auto_pad: 'SAME_UPPER' })
    const bytes = net.finish([net.conv(pooled, [8, 25], { kernel: 1 })])
    const { ops } = await hold(bytes, [1, 3, 32, 32], 0.03, { pixels: true })
    assert.deepEqual(ops, ['Conv2d', 'Lookup', 'MaxPool', 'Conv2d'])
  })

  test('a mask of Dropout that nobody takes', async () => {
    const net = new NetBuilder({ x: [1, 3, 8, 8] }, { opset: 9 })
    const features = net.relu(
      net.dense(net.reshape(net.relu(net.conv('x', [3, 8])), [1, 512]), [512, 32]),
    )
    net.nodes.push({ op: 'Dropout', inputs: [features], outputs: ['kept', 'mask'] })
    const { tail } = await hold(
      net.finish([net.softmax(net.dense('kept', [32, 10]), 1)]),
      [1, 3, 8, 8],
      0.12,
    )
    assert.deepEqual(tail, ['Softmax'])
  })

  test('channels last from the input on', async () => {
    const net = new NetBuilder({ x: ['N', 16, 16, 3] }, { opset: 11 })
    const image = net.node('Transpose', ['x'], { perm: [0, 3, 1, 2] })
    const padded = net.node('Pad', [image, net.integers([0, 0, 1, 1, 0, 0, 1, 1])])
    const conv = net.relu6(net.conv(padded, [3, 8], { stride: 2, pad: 0 }))
    const flat = net.reshape(net.node('Transpose', [conv], { perm: [0, 2, 3, 1] }), [-1, 512])
    const bytes = net.finish([net.node('MatMul', [flat, net.weights([512, 10], 0.05)])])
    const { ops } = await hold(bytes, [1, 16, 16, 3], 0.05)
    assert.equal(ops.at(-2), 'Reshape')
    // The input's own order is the only one that is moved.
    assert.equal(ops.filter((op) => op === 'Transpose').length, 1)
  })

  test('skip connections, and an output that goes on', async () => {
    const net = new NetBuilder({ x: [1, 3, 16, 16] })
    const fine = net.convNormRelu('x', [3, 8])
    const coarse = net.convNormRelu(net.maxPool(fine, 2, 2, 0), [8, 16])
    const joined = net.convNormRelu(
      net.node('Concat', [net.double(coarse), fine], { axis: 1 }),
      [24, 8],
    )
    const sum = net.node('Add', [net.conv(joined, [8, 8]), fine])
    const bytes = net.finish([net.conv(sum, [8, 2], { kernel: 1 }), sum])
    await hold(bytes, [1, 3, 16, 16], 0.07)
  })

  test('the class itself as the answer', async () => {
    const net = new NetBuilder({ x: [1, 3, 12, 12] })
    const classes = net.softmax(net.classify(net.relu(net.conv('x', [3, 8])), [8, 10]), 1)
    const bytes = net.finish([net.node('ArgMax', [classes], { axis: 1, keepdims: 0 })], 'i64')
    const { ops, tail } = await hold(bytes, [1, 3, 12, 12], 1)
    assert.equal(ops.at(-1), 'ArgMax')
    assert.ok(!ops.includes('Softmax'))
    assert.deepEqual(tail, [])
  })

  test('features enlarged by interpolation, and again for display', async () => {
    const net = new NetBuilder({ x: [1, 3, 12, 12] }, { opset: 11 })
    const enlarge = (image: string) =>
      net.node('Resize', [image, net.constant([0], []), net.constant([4], [1, 1, 2, 2])], {
        mode: 'linear',
        coordinate_transformation_mode: 'half_pixel',
      })
    const features = net.relu(net.conv('x', [3, 8]))
    const low = enlarge(net.relu(net.conv(net.maxPool(features, 2, 2, 0), [8, 8])))
    const joined = net.node('Concat', [low, features], { axis: 1 })
    const bytes = net.finish([enlarge(net.conv(joined, [16, 4]))])
    const { ops, tail } = await hold(bytes, [1, 3, 12, 12], 0.05)
    assert.equal(ops.filter((op) => op === 'MatMul').length, 2)
    assert.deepEqual(tail, ['Resize'])
  })

  test('constants among what is concatenated', async () => {
    const net = new NetBuilder({ x: [1, 3, 12, 12] }, { opset: 11 })
    // Wider than what the input and the features hold.
    const places = Array.from({ length: 288 }, (_, i) => (i < 144 ? i % 12 : i / 12 - 12) - 5.5)
    const grid = net.constant([1, 2, 12, 12], places)
    const first = net.conv(net.node('Concat', ['x', grid], { axis: 1 }), [5, 8])
    const joined = net.node('Concat', [grid, net.relu(first)], { axis: 1 })
    const bytes = net.finish([net.classify(net.relu(net.conv(joined, [10, 16])), [16, 10])])
    const { ops } = await hold(bytes, [1, 3, 12, 12], 0.05)
    assert.equal(ops.filter((op) => op === 'Concat').length, 2)
  })

  test('response normalization written as a mean over depth', async () => {
    const net = new NetBuilder({ x: [1, 3, 12, 12] }, { opset: 11 })
    const features = net.relu(net.conv('x', [3, 8]))
    const deep = net.node('Unsqueeze', [net.node('Mul', [features, features])], { axes: [1] })
    const padded = net.node('Pad', [deep, net.integers([0, 0, 2, 0, 0, 0, 0, 2, 0, 0])])
    const mean = net.node('AveragePool', [padded], { kernel_shape: [5, 1, 1], strides: [1, 1, 1] })
    const flat = net.node('Squeeze', [mean], { axes: [1] })
    const sum = net.node('Add', [
      net.node('Mul', [flat, net.constant([], [0.5])]),
      net.constant([], [1]),
    ])
    const normal = net.node('Div', [features, net.node('Pow', [sum, net.constant([], [0.75])])])
    const bytes = net.finish([net.classify(net.relu(net.conv(normal, [8, 16])), [16, 10])])
    await hold(bytes, [1, 3, 12, 12], 0.05)
    const wide = net.node('AveragePool', [padded], { kernel_shape: [5, 3, 3] })
    const pooled = net.node('Squeeze', [wide], { axes: [1] })
    await hold(net.finish([net.conv(pooled, [8, 4])]), [1, 3, 12, 12], 0.1)
  })

  test('rows of features and sequences', async () => {
    const row = new NetBuilder({ x: ['batch', 6] }, { opset: 15 })
    const hidden = row.node('Tanh', [row.dense(row.relu(row.dense('x', [6, 32])), [32, 16])])
    await hold(row.finish([row.dense(hidden, [16, 1])]), [1, 6], 0.1, { count: 400 })
    const sequence = new NetBuilder({ x: [1, 4, 50] })
    const kernel = sequence.weights([8, 4, 5], 0.2)
    const conv = sequence.node('Conv', ['x', kernel], { kernel_shape: [5], pads: [2, 2] })
    const pooled = sequence.node('MaxPool', [sequence.relu(conv)], {
      kernel_shape: [2],
      strides: [2],
    })
    await hold(sequence.finish([sequence.classify(pooled, [8, 3])]), [1, 4, 50], 0.05)
  })

  test('a picture whose pixels are only laid out after the last layer is the output itself', async () => {
    const net = new NetBuilder({ x: [1, 1, 12, 12] }, { opset: 10 })
    const sums = net.conv(net.relu(net.conv('x', [1, 8])), [8, 4])
    const split = net.reshape(sums, [1, 1, 2, 2, 12, 12])
    const laid = net.node('Transpose', [split], { perm: [0, 1, 4, 2, 5, 3] })
    const bytes = net.finish([net.reshape(laid, [1, 1, 24, 24])])
    const { ops, tail, report } = await hold(bytes, [1, 1, 12, 12], 0.03)
    assert.deepEqual([tail, report.verified], [[], 1])
    assert.deepEqual(
      ops.filter((op) => op !== 'Reshape'),
      ['Conv2d', 'Conv2d', 'Transpose'],
    )
    assert.deepEqual(report.outputs[0]?.shape, [1, 24, 24, 1])
  })

  test('the report says which share of the arithmetic the program does', async () => {
    const net = new NetBuilder({ x: [1, 32] })
    const hidden = net.relu(net.dense('x', [32, 64]))
    const scores = net.dense(hidden, [64, 16])
    const shown = net.softmax(net.reshape(scores, [4, 4]), 1)
    const summed = net.node('QuickGelu', [shown], {}, 'com.microsoft')
    const { tail, report } = await hold(net.finish([summed]), [1, 32], 0.2)
    assert.deepEqual(tail, ['Softmax', 'QuickGelu'])
    // 32 * 64 and 64 * 16 products, biases and 64 maxima; outside 16 exponentials and 16 functions of them.
    const inside = 32 * 64 + 64 + 64 + 64 * 16 + 16
    assert.equal(report.verified, inside / (inside + 16 + 16))
  })
})
