import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileModel } from '../compileNode.ts'
import { CompileError } from './CompileError.ts'
import type { CompileReport } from './compileReport.ts'
import type { Constant } from './floatGraph.ts'
import {
  floats,
  onnxModel,
  randomFrom,
  type TestModel,
  type TestNode,
} from './testing/onnxModel.ts'

const random = randomFrom(17)

function bytes(dtype: 'u8' | 'i8', shape: readonly number[]): Constant {
  const count = shape.reduce((a, b) => a * b, 1)
  const low = dtype === 'u8' ? 0 : -128
  const data = Float64Array.from({ length: count }, () => low + Math.floor(random.next() * 256))
  return { dtype, shape, data }
}

function single(dtype: 'u8' | 'i8', value: number): Constant {
  return { dtype, shape: [], data: Float64Array.of(value) }
}

async function compileFor(model: TestModel, shape: readonly number[]): Promise<CompileReport> {
  const inputs = () => Array.from({ length: 24 }, () => random.values(shape).data)
  const given = { calibration: inputs(), heldOut: inputs(), mostError: 0.02 }
  return (await compileModel(onnxModel(model), given)).report
}

/** A layer as `quantize_dynamic` of onnxruntime writes it. */
function dynamicLayer(input: string, output: string, weights: string): TestNode[] {
  const name = (what: string) => `${output}_${what}`
  return [
    {
      op: 'DynamicQuantizeLinear',
      inputs: [input],
      outputs: [name('bytes'), name('scale'), name('zero')],
    },
    { op: 'Mul', inputs: [name('scale'), `${weights}_scale`], outputs: [name('factor')] },
    {
      op: weights === 'k' ? 'ConvInteger' : 'MatMulInteger',
      inputs: [name('bytes'), weights, name('zero'), `${weights}_zero`],
      outputs: [name('product')],
    },
    { op: 'Cast', inputs: [name('product')], outputs: [name('float')], attributes: { to: 1 } },
    { op: 'Mul', inputs: [name('float'), name('factor')], outputs: [name('scaled')] },
    { op: 'Add', inputs: [name('scaled'), `${weights}_bias`], outputs: [output] },
  ]
}

describe('a model whose quantization is dynamic', () => {
  const constants = {
    w: bytes('i8', [12, 8]),
    w_scale: floats([], [0.01]),
    w_zero: single('i8', 3),
    w_bias: random.values([8]),
    v: bytes('u8', [8, 5]),
    v_scale: floats([], [0.008]),
    v_zero: single('u8', 130),
    v_bias: random.values([5]),
  }
  const nodes: TestNode[] = [
    ...dynamicLayer('x', 'hidden', 'w'),
    { op: 'Relu', inputs: ['hidden'], outputs: ['relu'] },
    ...dynamicLayer('relu', 'y', 'v'),
  ]

  test('answers as the model does, as far as its rounding goes', async () => {
    const report = await compileFor(
      { inputs: { x: [1, 12] }, outputs: ['y'], nodes, constants },
      [1, 12],
    )
    assert.ok((report.measured?.outputs[0]?.relative ?? 1) < 0.03)
    assert.ok(report.multiplyAdds >= 12 * 8 + 8 * 5)
    assert.equal(report.verified > 0.9, true)
    assert.match(report.notes.join(' '), /chooses anew for each input are left out/)
  })

  test('holds convolutions too', async () => {
    const report = await compileFor(
      {
        inputs: { x: [1, 3, 8, 8] },
        outputs: ['y'],
        nodes: dynamicLayer('x', 'y', 'k'),
        constants: {
          k: bytes('u8', [4, 3, 3, 3]),
          k_scale: floats([], [0.01]),
          k_zero: single('u8', 120),
          k_bias: random.values([1, 4, 1, 1]),
        },
      },
      [1, 3, 8, 8],
    )
    assert.ok((report.measured?.outputs[0]?.relative ?? 1) < 0.03)
  })

  test('is refused where it shows how it rounds, with the node and a remedy', async () => {
    const shown: Record<string, TestNode> = {
      'the scale added': { op: 'Add', inputs: ['hidden_scale', 'relu'], outputs: ['y'] },
      'a product without its scale': {
        op: 'Mul',
        inputs: ['hidden_float', 'w_scale'],
        outputs: ['y'],
      },
      'the scale times something else': {
        op: 'Mul',
        inputs: ['hidden_scale', 'relu'],
        outputs: ['y'],
      },
    }
    const [first = [], relu] = [nodes.slice(0, 6), nodes[6]]
    for (const [what, node] of Object.entries(shown)) {
      const last: TestNode = { op: 'MatMul', inputs: ['y', 'v_float'], outputs: ['z'] }
      const model = {
        inputs: { x: [1, 12] },
        outputs: ['z'],
        nodes: [...first, ...(relu ? [relu] : []), node, last],
        constants: { ...constants, v_float: random.values([8, 2]) },
      }
      await assert.rejects(compileFor(model, [1, 12]), (error) => {
        assert.ok(error instanceof CompileError, what)
        assert.match(error.message, /how DynamicQuantizeLinear rounds.*fixed scales/, what)
        return true
      })
    }
  })
})

describe('products of integers', () => {
  test('are taken of bytes with fixed scales', async () => {
    const report = await compileFor(
      {
        inputs: { x: [1, 12] },
        outputs: ['y'],
        nodes: [
          { op: 'QuantizeLinear', inputs: ['x', 's', 'z'], outputs: ['q'] },
          { op: 'MatMulInteger', inputs: ['q', 'w', 'z', 'wz'], outputs: ['p'] },
          { op: 'Cast', inputs: ['p'], outputs: ['f'], attributes: { to: 1 } },
          { op: 'Mul', inputs: ['f', 'both'], outputs: ['y'] },
        ],
        constants: {
          s: floats([], [0.03]),
          z: single('u8', 128),
          w: bytes('i8', [12, 6]),
          wz: { dtype: 'i8', shape: [6], data: Float64Array.of(0, 1, -2, 3, 0, 5) },
          both: floats([6], [0.01, 0.02, 0.01, 0.03, 0.01, 0.02]),
        },
      },
      [1, 12],
    )
    assert.ok((report.measured?.outputs[0]?.relative ?? 1) < 0.01)
  })

  test('whose zero points are not those of the bytes are refused', async () => {
    const model: TestModel = {
      inputs: { x: [1, 12] },
      outputs: ['p'],
      outputDtype: 'i32',
      nodes: [
        { op: 'QuantizeLinear', inputs: ['x', 's', 'z'], outputs: ['q'] },
        { op: 'MatMulInteger', inputs: ['q', 'w', 'other'], outputs: ['p'] },
      ],
      constants: {
        s: floats([], [0.03]),
        z: single('u8', 128),
        other: single('u8', 127),
        w: bytes('i8', [12, 6]),
      },
    }
    await assert.rejects(compileFor(model, [1, 12]), /zero point is not the one/)
  })
})
