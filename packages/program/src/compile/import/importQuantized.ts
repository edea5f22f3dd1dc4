import { allocate } from '../evaluateConstant.ts'
import { call, constant, type Expression, X } from '../expression.ts'
import { type Constant, type FloatOp, type Quantization, sizeOf } from '../floatGraph.ts'
import { roundHalfEven } from '../halves.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { addUnary } from './importElementwise.ts'
import { softmax } from './importMatrix.ts'
import { averagePool, convolve, type Handler } from './importWindow.ts'
import { axisOf, NodeProblem, type NodeReader } from './NodeReader.ts'

/** Models that already are quantized: pairs of QuantizeLinear and DequantizeLinear, and operators on bytes. */
export const quantizedHandlers: Record<string, Handler> = {
  QuantizeLinear: (builder, node) => {
    const input = node.input(0) ?? ''
    const held = builder.constants.get(input)
    if (held) {
      const scale = builder.constant(node.input(1), 'the scale')
      const zero = zeroOf(builder, node.input(2), 'u8')
      const { low, high } = bounds(zero.dtype)
      const each = along(node, held.shape, scale, zero)
      const data = allocate('i32', held.data.length)
      held.data.forEach((value, i) => {
        const { scale: s, zero: z } = each(i)
        data[i] = Math.min(high, Math.max(low, roundHalfEven(value / s) + z))
      })
      return builder.setConstant(node.output, { dtype: zero.dtype, shape: held.shape, data })
    }
    quantize(builder, node, input, node.input(1), node.input(2), node.output)
  },
  DequantizeLinear: (builder, node) => {
    const input = node.input(0) ?? ''
    const held = builder.constants.get(input)
    if (held) return builder.setConstant(node.output, dequantized(builder, node, held, 1, 2))
    const { shape } = builder.type(input)
    if (builder.roles.get(input) === 'bytes') {
      builder.reshape(node, input, shape, node.output)
      return
    }
    const wanted = single(builder, node.input(1), node.input(2))
    const real = realOf(builder, input, wanted)
    builder.add(node, { op: 'Reshape' }, [real], { output: node.output, shape, dtype: 'f32' })
    builder.types.set(node.output, { dtype: 'f32', shape })
  },
  QLinearConv: (builder, node) => {
    const real = realOf(builder, node.input(0) ?? '', single(builder, node.input(1), node.input(2)))
    const kernel = constantAs(builder, node, 3, 0)
    const bias = biasOf(builder, node, 8, [1, 4])
    const sum = builder.fresh(node.output)
    convolve(builder, node, real, kernel, bias, sum)
    quantize(builder, node, sum, node.input(6), node.input(7), node.output)
  },
  QLinearMatMul: (builder, node) => {
    const a = operandOf(builder, node, 0)
    const b = operandOf(builder, node, 3)
    const sum = builder.add(node, { op: 'MatMul' }, [a, b])
    quantize(builder, node, sum, node.input(6), node.input(7), node.output)
  },
  'com.microsoft.QGemm': (builder, node) => {
    if (node.int('transA', 0) || node.float('alpha', 1) !== 1) {
      throw new NodeProblem('QGemm with transA or alpha is not supported')
    }
    const a = operandOf(builder, node, 0)
    const flipped = node.int('transB', 0) !== 0
    const kernel = constantAs(builder, node, 3, flipped ? 0 : 1)
    const b = flipped
      ? builder.add(node, { op: 'Transpose', permutation: [1, 0] }, [kernel])
      : kernel
    const product = builder.add(node, { op: 'MatMul' }, [a, b])
    const bias = biasOf(builder, node, 6, [1, 4])
    const sum = bias ? builder.add(node, { op: 'Add' }, [product, bias]) : product
    if (!node.input(7))
      return builder.reshape(node, sum, builder.type(sum).shape, node.output) && undefined
    quantize(builder, node, sum, node.input(7), node.input(8), node.output)
  },
  'com.microsoft.QLinearAdd': (builder, node) => joined(builder, node, 'Add'),
  'com.microsoft.QLinearMul': (builder, node) => joined(builder, node, 'Mul'),
  'com.microsoft.QLinearSigmoid': (builder, node) => unary(builder, node, call('sigmoid', X)),
  'com.microsoft.QLinearLeakyRelu': (builder, node) => {
    const slope = call('mul', constant(node.float('alpha', 0.01)), call('min', X, constant(0)))
    unary(builder, node, call('add', call('max', X, constant(0)), slope))
  },
  'com.microsoft.QLinearGlobalAveragePool': (builder, node) => {
    refuseChannelsLast(node)
    const real = realOf(builder, node.input(0) ?? '', single(builder, node.input(1), node.input(2)))
    const [, , height = 1, width = 1] = builder.type(real).shape
    const mean = builder.add(
      node,
      {
        op: 'AveragePool',
        kernel: [height, width],
        strides: [1, 1],
        pads: [0, 0, 0, 0],
        counted: [0, 0, 0, 0],
      },
      [real],
    )
    quantize(builder, node, mean, node.input(3), node.input(4), node.output)
  },
  'com.microsoft.QLinearAveragePool': (builder, node) => {
    refuseChannelsLast(node)
    realOf(builder, node.input(0) ?? '', single(builder, node.input(1), node.input(2)))
    const mean = builder.fresh(node.output)
    averagePool(builder, node, mean)
    quantize(builder, node, mean, node.input(3), node.input(4), node.output)
  },
  'com.microsoft.QLinearSoftmax': (builder, node) => {
    const real = realOf(builder, node.input(0) ?? '', single(builder, node.input(1), node.input(2)))
    const shares = builder.fresh(node.output)
    softmax(builder, node, real, { opset: node.int('opset', node.opset), output: shares })
    quantize(builder, node, shares, node.input(3), node.input(4), node.output)
  },
  'com.microsoft.QLinearConcat': (builder, node) => {
    const parts: string[] = []
    for (let i = 2; i + 2 < node.inputs.length; i += 3) parts.push(operandOf(builder, node, i))
    const axis = axisOf(node.int('axis', 1), builder.type(parts[0]).shape.length)
    const whole = builder.add(node, { op: 'Concat', axis }, parts)
    quantize(builder, node, whole, node.input(0), node.input(1), node.output)
  },
}

function refuseChannelsLast(node: NodeReader): void {
  if (node.int('channels_last', 0))
    throw new NodeProblem(
      'channels_last is not supported; export the model with its channels first',
    )
}

function joined(builder: GraphBuilder, node: NodeReader, op: 'Add' | 'Mul'): void {
  const sum = builder.add(node, { op }, [operandOf(builder, node, 0), operandOf(builder, node, 3)])
  quantize(builder, node, sum, node.input(6), node.input(7), node.output)
}

function unary(builder: GraphBuilder, node: NodeReader, expression: Expression): void {
  const real = realOf(builder, node.input(0) ?? '', single(builder, node.input(1), node.input(2)))
  const result = addUnary(builder, node, real, expression)
  quantize(builder, node, result, node.input(3), node.input(4), node.output)
}

/** The real values of an operand given as bytes, scale and zero point, wherever it comes from. */
function operandOf(builder: GraphBuilder, node: NodeReader, index: number): string {
  const name = node.input(index) ?? ''
  if (builder.constants.has(name)) return constantAs(builder, node, index)
  return realOf(builder, name, single(builder, node.input(index + 1), node.input(index + 2)))
}

function constantAs(builder: GraphBuilder, node: NodeReader, index: number, axis?: number): string {
  const held = builder.constant(node.input(index), 'the weights')
  return builder.literal(node.output, dequantized(builder, node, held, index + 1, index + 2, axis))
}

function biasOf(
  builder: GraphBuilder,
  node: NodeReader,
  index: number,
  [left, right]: readonly [number, number],
): string | undefined {
  if (!node.input(index)) return
  const held = builder.constant(node.input(index), 'the bias')
  const inputScale = builder.constant(node.input(left), 'the scale').data[0] ?? 1
  const { data: scales } = builder.constant(node.input(right), 'the scale')
  const data = allocate('f32', held.data.length)
  held.data.forEach((value, i) => {
    data[i] = value * inputScale * (scales[scales.length === 1 ? 0 : i] ?? 1)
  })
  return builder.literal(node.output, { dtype: 'f32', shape: held.shape, data })
}

/** The operand's real values under the wanted reading of its bytes. */
function realOf(builder: GraphBuilder, name: string, wanted: Quantization): string {
  const { quantization } = builder.type(name)
  if (!quantization) throw new NodeProblem('it takes bytes whose scale is not known', name)
  if (quantization.scale !== wanted.scale || quantization.zero !== wanted.zero) {
    throw new NodeProblem('its scale is not the one that the bytes were made with', name)
  }
  return name
}

function quantize(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  scaleName: string | undefined,
  zeroName: string | undefined,
  output: string,
): void {
  const { scale, zero } = single(builder, scaleName, zeroName)
  const { dtype } = zeroOf(builder, zeroName, 'u8')
  const op: FloatOp = { op: 'Quantization', scale, zero, ...bounds(dtype) }
  builder.add(node, op, [input], { output, dtype: 'f32' })
  const { shape } = builder.type(output)
  builder.types.set(output, { dtype: 'f32', shape, quantization: { scale, zero, dtype } })
}

function single(
  builder: GraphBuilder,
  scaleName: string | undefined,
  zeroName: string | undefined,
): Quantization {
  const scale = builder.constant(scaleName, 'the scale')
  const zero = zeroOf(builder, zeroName, 'u8')
  if (scale.data.length !== 1 || zero.data.length > 1) {
    throw new NodeProblem(
      'an activation has one scale and zero point for the whole tensor',
      scaleName,
    )
  }
  const value = scale.data[0] ?? 0
  if (!(value > 0 && Number.isFinite(value)))
    throw new NodeProblem(`scale ${value} is not above 0`, scaleName)
  return { scale: value, zero: zero.data[0] ?? 0, dtype: zero.dtype }
}

function zeroOf(builder: GraphBuilder, name: string | undefined, otherwise: 'u8' | 'i8'): Constant {
  return name
    ? builder.constant(name, 'the zero point')
    : { dtype: otherwise, shape: [], data: new Float64Array(1) }
}

function bounds(dtype: Constant['dtype']): { low: number; high: number } {
  if (dtype === 'u8') return { low: 0, high: 255 }
  if (dtype === 'i8') return { low: -128, high: 127 }
  if (dtype === 'u16') return { low: 0, high: 65535 }
  if (dtype === 'i16') return { low: -32768, high: 32767 }
  throw new NodeProblem(`quantization to ${dtype} is not supported`)
}

/** The numbers that a constant's integers stand for. */
export function dequantized(
  builder: GraphBuilder,
  node: NodeReader,
  held: Constant,
  scaleIndex: number,
  zeroIndex: number,
  axis?: number,
): Constant {
  const scale = builder.constant(node.input(scaleIndex), 'the scale')
  const zero = node.input(zeroIndex)
    ? builder.constant(node.input(zeroIndex), 'the zero point')
    : { dtype: held.dtype, shape: [], data: new Float64Array(1) }
  const each = along(node, held.shape, scale, zero, axis)
  const data = allocate('f32', held.data.length)
  held.data.forEach((value, i) => {
    const { scale: s, zero: z } = each(i)
    data[i] = (value - z) * s
  })
  return { dtype: 'f32', shape: held.shape, data }
}

/** Scale and zero point of each element: one for all, or one for each index of an axis. */
function along(
  node: NodeReader,
  shape: readonly number[],
  scale: Constant,
  zero: Constant,
  given?: number,
): (i: number) => Omit<Quantization, 'dtype'> {
  if (node.int('block_size', 0)) throw new NodeProblem('scales by block are not supported')
  const value = (constant: Constant, at: number) =>
    constant.data[constant.data.length === 1 ? 0 : at] ?? 0
  if (scale.data.length === 1) return () => ({ scale: value(scale, 0), zero: value(zero, 0) })
  const axis = given ?? axisOf(node.int('axis', 1), shape.length)
  if (scale.data.length !== shape[axis]) {
    throw new NodeProblem(`${scale.data.length} scales do not fit axis ${axis} of [${shape}]`)
  }
  const stride = sizeOf(shape.slice(axis + 1))
  return (i) => {
    const at = Math.floor(i / stride) % scale.data.length
    return { scale: value(scale, at), zero: value(zero, at) }
  }
}
