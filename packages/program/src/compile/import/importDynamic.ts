import { allocate, isInteger } from '../evaluateConstant.ts'
import type { GraphBuilder, Role } from './GraphBuilder.ts'
import { dequantized } from './importQuantized.ts'
import { convolve, type Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

/** Where a kernel has its output channels, and a matrix its columns. */
const [CHANNELS, COLUMNS] = [0, 1]

/**
 * Products of integers, and quantization whose scale is chosen anew for each input. The latter approximates the numbers that
 * it is given, which the program quantizes in its own way: here its bytes are these numbers, its scale 1, its zero point 0.
 */
export const dynamicHandlers: Record<string, Handler> = {
  DynamicQuantizeLinear: (builder, node) => {
    const [bytes = '', scale, zero] = node.outputs
    const input = node.input(0) ?? ''
    builder.reshape(node, input, builder.type(input).shape, bytes)
    builder.roles.set(bytes, 'bytes')
    const single = (dtype: 'f32' | 'u8', value: number) => ({
      ...{ dtype, shape: [] },
      data: allocate(dtype, 1).fill(value),
    })
    for (const [name, role, constant] of [
      [scale, 'scale', single('f32', 1)],
      [zero, 'zero', single('u8', 0)],
    ] as const) {
      if (!name) continue
      builder.setConstant(name, constant)
      builder.roles.set(name, role)
    }
  },
  MatMulInteger: (builder, node) => {
    const left = operandOf(builder, node, 0, 2)
    const right = operandOf(builder, node, 1, 3, COLUMNS)
    builder.add(node, { op: 'MatMul' }, [left, right], { output: node.output, dtype: 'i32' })
    if (isDynamic(builder, node)) builder.roles.set(node.output, 'product')
  },
  ConvInteger: (builder, node) => {
    const image = operandOf(builder, node, 0, 2)
    const kernel = operandOf(builder, node, 1, 3, CHANNELS)
    convolve(builder, node, image, kernel, undefined)
    builder.types.set(node.output, { ...builder.type(node.output), dtype: 'i32' })
    if (isDynamic(builder, node)) builder.roles.set(node.output, 'product')
  },
  'com.microsoft.DynamicQuantizeMatMul': (builder, node) => {
    const held = builder.constant(node.input(1), 'the weights')
    const weights = dequantized(builder, node, held, 2, 3, COLUMNS)
    multiply(builder, node, builder.literal(node.output, weights), node.input(4))
  },
  'com.microsoft.MatMulIntegerToFloat': (builder, node) => {
    if (builder.roles.get(node.input(2) ?? '') !== 'scale') {
      throw new NodeProblem('its first operand has to come from DynamicQuantizeLinear')
    }
    const held = builder.constant(node.input(1), 'the weights')
    const weights = dequantized(builder, node, held, 3, 5, COLUMNS)
    multiply(builder, node, builder.literal(node.output, weights), node.input(6))
  },
}

const TAKERS: Readonly<Record<Role, readonly string[]>> = {
  bytes: ['MatMulInteger', 'ConvInteger', 'DequantizeLinear', 'com.microsoft.MatMulIntegerToFloat'],
  zero: ['MatMulInteger', 'ConvInteger', 'DequantizeLinear', 'com.microsoft.MatMulIntegerToFloat'],
  scale: ['Mul', 'DequantizeLinear', 'com.microsoft.MatMulIntegerToFloat'],
  product: ['Cast', 'Mul'],
}

/** The operand that a node may not take, if any. */
export function misusedOperand(builder: GraphBuilder, node: NodeReader): string | undefined {
  if (builder.roles.size === 0) return
  const roles = node.inputs.map((name) => builder.roles.get(name))
  const at = roles.findIndex((role) => role && !TAKERS[role].includes(node.op))
  if (at >= 0) return node.inputs[at]
  const isScaled = roles.includes('scale')
  const isProduct = roles.includes('product')
  if (node.op === 'Mul' && isProduct && !isScaled) return node.inputs[roles.indexOf('product')]
  const others = node.inputs.filter((_, i) => !roles[i])
  const isAlone = others.some((name) => !builder.constants.has(name))
  if (node.op === 'Mul' && isScaled && isAlone) return node.inputs[roles.indexOf('scale')]
  return
}

/** What becomes of a scale or a product that goes on as one. */
export function passRole(builder: GraphBuilder, node: NodeReader): void {
  const roles = node.inputs.map((name) => builder.roles.get(name))
  const isMul = node.op === 'Mul' && roles.includes('scale') && !roles.includes('product')
  if (isMul) builder.roles.set(node.output, 'scale')
  if (node.op === 'Cast' && roles[0] === 'product') builder.roles.set(node.output, 'product')
}

function isDynamic(builder: GraphBuilder, node: NodeReader): boolean {
  return node.inputs.slice(0, 2).some((name) => builder.roles.get(name) === 'bytes')
}

/** An operand's integers less their zero point, as the numbers that they are. */
function operandOf(
  builder: GraphBuilder,
  node: NodeReader,
  index: number,
  zeroIndex: number,
  axis?: number,
): string {
  const name = node.input(index) ?? ''
  const zeroName = node.input(zeroIndex)
  const { shape, dtype, quantization } = builder.type(name)
  if (builder.roles.get(name) === 'bytes') {
    if (zeroName && builder.roles.get(zeroName) !== 'zero')
      throw new NodeProblem('its zero point is not that of its bytes', zeroName)
    return name
  }
  const zero = zeroName ? builder.constant(zeroName, 'the zero point').data : new Float64Array(1)
  const held = builder.constants.get(name)
  if (held) {
    const at = zero.length === 1 ? undefined : axis
    if (zero.length !== 1 && (at === undefined || zero.length !== shape[at]))
      throw new NodeProblem(`${zero.length} zero points do not fit [${shape}]`, zeroName)
    const inner = shape.slice((at ?? 0) + 1).reduce((product, extent) => product * extent, 1)
    const data = allocate('f32', held.data.length)
    held.data.forEach((value, i) => {
      data[i] = value - (zero[Math.floor(i / inner) % zero.length] ?? 0)
    })
    return builder.literal(node.output, { dtype: 'f32', shape, data })
  }
  if (zero.length !== 1) throw new NodeProblem('its rows have zero points of their own', zeroName)
  const number = (value: number) =>
    builder.literal(node.output, { dtype: 'f32', shape: [], data: Float32Array.of(value) })
  if (quantization) {
    if (quantization.zero !== zero[0])
      throw new NodeProblem('its zero point is not the one that the bytes were made with', zeroName)
    const real = builder.add(node, { op: 'Reshape' }, [name], { shape, dtype: 'f32' })
    builder.types.set(real, { dtype: 'f32', shape })
    return builder.add(node, { op: 'Div' }, [real, number(quantization.scale)])
  }
  if (!isInteger(dtype)) throw new NodeProblem('it takes integers', name)
  const whole = builder.add(node, { op: 'Reshape' }, [name], { shape, dtype: 'f32' })
  return zero[0] === 0 ? whole : builder.add(node, { op: 'Sub' }, [whole, number(zero[0] ?? 0)])
}

function multiply(
  builder: GraphBuilder,
  node: NodeReader,
  weights: string,
  bias: string | undefined,
): void {
  const operands = [node.input(0) ?? '', weights]
  if (!bias) {
    builder.add(node, { op: 'MatMul' }, operands, { output: node.output })
    return
  }
  const product = builder.add(node, { op: 'MatMul' }, operands)
  builder.add(node, { op: 'Add' }, [product, bias], { output: node.output })
}
