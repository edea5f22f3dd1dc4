import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { compile } from './compile.ts'
import type { Constant } from './floatGraph.ts'
import type { FloatRuntime } from './floatRuntime.ts'
import { onnxModel, randomFrom, type TestNode } from './testing/onnxModel.ts'

const runtime = ort as unknown as FloatRuntime
const random = randomFrom(11)
const images = (count: number) =>
  Array.from({ length: count }, () => Float32Array.from(random.values([1, 3, 12, 12]).data))

type Scalars = Record<string, Constant>

function scalar(dtype: Constant['dtype'], value: number): Constant {
  return {
    dtype,
    shape: [],
    data: dtype === 'f32' ? Float32Array.of(value) : Float64Array.of(value),
  }
}

/** i8 weights with one scale for each output channel. */
function weights(shape: readonly number[]): { w: Constant; scale: Constant; zero: Constant } {
  const [outputs = 1] = shape
  const count = shape.reduce((a, b) => a * b, 1)
  const fan = count / outputs
  return {
    w: {
      dtype: 'i8',
      shape,
      data: Float64Array.from({ length: count }, () => Math.round(random.next() * 254 - 127)),
    },
    scale: {
      dtype: 'f32',
      shape: [outputs],
      data: Float32Array.from(
        { length: outputs },
        () => (0.5 + random.next()) / (73 * Math.sqrt(fan)),
      ),
    },
    zero: { dtype: 'i8', shape: [outputs], data: new Float64Array(outputs) },
  }
}

/** Conv, Relu, Conv, average, Gemm in QDQ form. */
function qdqModel(activations: 'u8' | 'i8', opset: number): Uint8Array {
  const low = activations === 'u8' ? 0 : -128
  const constants: Scalars = {
    sx: scalar('f32', 8 / 255),
    zx: scalar(activations, low + 128),
    s1: scalar('f32', 4 / 255),
    z1: scalar(activations, low),
    s2: scalar('f32', 6 / 255),
    z2: scalar(activations, low + 120),
    b1: random.values([8], 0.1),
  }
  const nodes: TestNode[] = []
  const both = (input: string, output: string, scale: string, zero: string) => {
    nodes.push({ op: 'QuantizeLinear', inputs: [input, scale, zero], outputs: [`${output}/q`] })
    nodes.push({ op: 'DequantizeLinear', inputs: [`${output}/q`, scale, zero], outputs: [output] })
  }
  const dequantized = (name: string, shape: readonly number[]) => {
    const { w, scale, zero } = weights(shape)
    Object.assign(constants, { [`${name}/w`]: w, [`${name}/s`]: scale, [`${name}/z`]: zero })
    nodes.push({
      op: 'DequantizeLinear',
      inputs: [`${name}/w`, `${name}/s`, `${name}/z`],
      outputs: [name],
      attributes: { axis: 0 },
    })
  }
  both('x', 'xd', 'sx', 'zx')
  dequantized('w1', [8, 3, 3, 3])
  nodes.push({
    op: 'Conv',
    inputs: ['xd', 'w1', 'b1'],
    outputs: ['c1'],
    attributes: { pads: [1, 1, 1, 1] },
  })
  nodes.push({ op: 'Relu', inputs: ['c1'], outputs: ['r1'] })
  both('r1', 'r1d', 's1', 'z1')
  dequantized('w2', [8, 8, 3, 3])
  nodes.push({ op: 'Conv', inputs: ['r1d', 'w2'], outputs: ['c2'] })
  both('c2', 'c2d', 's2', 'z2')
  nodes.push({ op: 'GlobalAveragePool', inputs: ['c2d'], outputs: ['p'] })
  nodes.push({ op: 'Flatten', inputs: ['p'], outputs: ['f'] })
  dequantized('w3', [5, 8])
  nodes.push({ op: 'Gemm', inputs: ['f', 'w3'], outputs: ['y'], attributes: { transB: 1 } })
  return onnxModel({ opset, inputs: { x: [1, 3, 12, 12] }, outputs: ['y'], nodes, constants })
}

/** The same kind of net in operators on bytes. */
function operatorModel(): Uint8Array {
  const constants: Scalars = {
    sx: scalar('f32', 8 / 255),
    zx: scalar('u8', 128),
    s1: scalar('f32', 4 / 255),
    z1: scalar('u8', 0),
    s2: scalar('f32', 6 / 255),
    z2: scalar('u8', 120),
    s3: scalar('f32', 9 / 255),
    z3: scalar('u8', 110),
    s4: scalar('f32', 2 / 255),
    z4: scalar('u8', 128),
    bias: {
      dtype: 'i32',
      shape: [8],
      data: Float64Array.from({ length: 8 }, () => Math.round(random.normal() * 400)),
    },
    gw: {
      dtype: 'i8',
      shape: [8, 5],
      data: Float64Array.from({ length: 40 }, () => Math.round(random.next() * 200 - 100)),
    },
    gs: scalar('f32', 0.005),
    gz: scalar('i8', 0),
  }
  for (const [name, shape] of [
    ['a', [8, 3, 3, 3]],
    ['b', [8, 8, 3, 3]],
  ] as const) {
    const { w, scale, zero } = weights(shape)
    Object.assign(constants, { [`${name}w`]: w, [`${name}s`]: scale, [`${name}z`]: zero })
  }
  return onnxModel({
    opset: 13,
    inputs: { x: [1, 3, 12, 12] },
    outputs: ['y'],
    nodes: [
      { op: 'QuantizeLinear', inputs: ['x', 'sx', 'zx'], outputs: ['xq'] },
      {
        op: 'QLinearConv',
        inputs: ['xq', 'sx', 'zx', 'aw', 'as', 'az', 's1', 'z1', 'bias'],
        outputs: ['c1'],
        attributes: { pads: [1, 1, 1, 1] },
      },
      {
        op: 'QLinearConv',
        inputs: ['c1', 's1', 'z1', 'bw', 'bs', 'bz', 's2', 'z2'],
        outputs: ['c2'],
        attributes: { pads: [1, 1, 1, 1] },
      },
      {
        op: 'QLinearAdd',
        domain: 'com.microsoft',
        inputs: ['c1', 's1', 'z1', 'c2', 's2', 'z2', 's3', 'z3'],
        outputs: ['sum'],
      },
      {
        op: 'QLinearGlobalAveragePool',
        domain: 'com.microsoft',
        inputs: ['sum', 's3', 'z3', 's4', 'z4'],
        outputs: ['mean'],
      },
      { op: 'Flatten', inputs: ['mean'], outputs: ['flat'] },
      {
        op: 'QGemm',
        domain: 'com.microsoft',
        inputs: ['flat', 's4', 'z4', 'gw', 'gs', 'gz', '', 's4', 'z4'],
        outputs: ['yq'],
      },
      { op: 'DequantizeLinear', inputs: ['yq', 's4', 'z4'], outputs: ['y'] },
    ],
    constants,
  })
}

describe('compile of quantized models', () => {
  for (const activations of ['u8', 'i8'] as const) {
    for (const opset of [13, 19, 21]) {
      test(`QDQ with ${activations} activations, opset ${opset}, takes the model's ranges`, async () => {
        const { report } = await compile(qdqModel(activations, opset), {
          calibration: images(24),
          heldOut: images(40),
          runtime,
        })
        const [input] = report.inputs
        assert.deepEqual(input?.encoding, { scale: Math.fround(8 / 255), zero: 128 })
        assert.ok(
          (report.measured?.outputs[0]?.relative ?? 1) < 0.06,
          `${report.measured?.outputs[0]?.relative}`,
        )
      })
    }
  }

  test('operators on bytes', async () => {
    const { report } = await compile(operatorModel(), {
      calibration: images(24),
      heldOut: images(40),
      runtime,
    })
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.12,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  test('a pool and a softmax on bytes', async () => {
    const domain = 'com.microsoft'
    const { w, scale, zero } = weights([6, 3, 3, 3])
    const onnx = onnxModel({
      inputs: { x: [1, 3, 12, 12] },
      outputs: ['y'],
      nodes: [
        { op: 'QuantizeLinear', inputs: ['x', 'sx', 'zx'], outputs: ['xq'] },
        {
          op: 'QLinearConv',
          inputs: ['xq', 'sx', 'zx', 'w', 'ws', 'wz', 'sc', 'zc'],
          outputs: ['c'],
        },
        {
          op: 'QLinearAveragePool',
          domain,
          inputs: ['c', 'sc', 'zc', 'sp', 'zc'],
          outputs: ['p'],
          attributes: {
            kernel_shape: [3, 3],
            strides: [2, 2],
            pads: [1, 1, 1, 1],
            count_include_pad: 1,
          },
        },
        {
          op: 'QLinearSoftmax',
          domain,
          inputs: ['p', 'sp', 'zc', 'ss', 'zs'],
          outputs: ['s'],
          attributes: { axis: 1, opset: 13 },
        },
        { op: 'DequantizeLinear', inputs: ['s', 'ss', 'zs'], outputs: ['d'] },
        { op: 'GlobalAveragePool', inputs: ['d'], outputs: ['y'] },
      ],
      constants: {
        ...{ w, ws: scale, wz: zero },
        ...{ sx: scalar('f32', 8 / 255), zx: scalar('u8', 128) },
        ...{ sc: scalar('f32', 6 / 255), zc: scalar('u8', 120), sp: scalar('f32', 4 / 255) },
        ...{ ss: scalar('f32', 1 / 256), zs: scalar('u8', 0) },
      },
    })
    const given = { calibration: images(16), heldOut: images(30), runtime }
    const { report } = await compile(onnx, given)
    const error = report.measured?.outputs[0]?.relative ?? 1
    assert.ok(error < 0.12, `${error}`)
    assert.deepEqual(report.tail, [])
    assert.equal(report.verified, 1)
  })

  test('a picture that the model gives out as bytes is bytes in the program, moved to its place', async () => {
    const constants: Scalars = {
      w: random.values([12, 3, 3, 3], 0.2),
      step: scalar('f32', 0.02),
      zero: scalar('u8', 100),
    }
    const onnx = onnxModel({
      opset: 13,
      inputs: { x: [1, 3, 12, 12] },
      outputs: ['y'],
      outputDtypes: { y: 'u8' },
      nodes: [
        { op: 'Conv', inputs: ['x', 'w'], outputs: ['c'], attributes: { pads: [1, 1, 1, 1] } },
        { op: 'DepthToSpace', inputs: ['c'], outputs: ['d'], attributes: { blocksize: 2 } },
        { op: 'Transpose', inputs: ['d'], outputs: ['t'], attributes: { perm: [0, 2, 3, 1] } },
        { op: 'QuantizeLinear', inputs: ['t', 'step', 'zero'], outputs: ['y'] },
      ],
      constants,
    })
    const { report, tail } = await compile(onnx, {
      calibration: images(20),
      heldOut: images(20),
      task: 'image',
      runtime,
    })
    assert.equal(tail, undefined)
    const [{ dtype, shape, scale, zero } = {}] = report.outputs
    assert.deepEqual(
      { dtype, shape, scale, zero },
      {
        ...{ dtype: 'u8', shape: [1, 24, 24, 3], scale: Math.fround(0.02), zero: 100 },
      },
    )
    assert.ok((report.measured?.task?.value ?? 0) > 40, JSON.stringify(report.measured?.task))
  })
})
