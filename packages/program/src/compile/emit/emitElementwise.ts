import { type Expression, evaluateExpression, X } from '../expression.ts'
import type { FloatNode } from '../floatGraph.ts'
import { type ByteScale, coverRange } from '../quantize/chooseRange.ts'
import type { Layer } from '../quantize/layers.ts'
import type { EmitContext } from './EmitContext.ts'
import { arrange, type Placed, storedShape, widen } from './placement.ts'
import { requantization, toByte } from './requantization.ts'

/** A function of each element as a table. */
export function emitLookup(
  context: EmitContext,
  x: Placed,
  expression: Expression,
  scale: ByteScale,
): Placed {
  const { builder } = context
  const from = x.scale ?? { scale: 1, zero: 0 }
  const table = Uint8Array.from({ length: 256 }, (_, byte) =>
    toByte(evaluateExpression(expression, (byte - from.zero) * from.scale), scale),
  )
  const operands = [x.operand, context.weight({ dtype: 'u8', shape: [256] }, table)]
  const operand = builder.step('Lookup', operands, {}, { dtype: 'u8', shape: storedShape(x) })
  return { ...x, operand, scale }
}

/** The same numbers in another scale. */
export function rescale(context: EmitContext, x: Placed, scale: ByteScale | undefined): Placed {
  if (!scale || !x.scale || (x.scale.scale === scale.scale && x.scale.zero === scale.zero)) return x
  return emitLookup(context, x, X, scale)
}

/** A sum, difference or product of two tensors, one of which may be constant. */
export function emitBinary(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const shape = context.shape(layer.output)
  const [leftName = '', rightName = ''] = node.inputs
  const whole = context.isConstant(leftName) ? rightName : leftName
  const first = widen(builder, context.operand(whole), shape.length)
  const [left, right] = [leftName, rightName].map((name) =>
    context.isConstant(name)
      ? placeConstant(context, name, first.order)
      : arrange(builder, widen(builder, context.operand(name), shape.length), first.order),
  )
  const scale = context.scale(layer.output)
  if (!left || !right || !scale) return context.fail(layer, 'an operand is missing')
  const a = left.scale ?? { scale: 1, zero: 0 }
  const b = right.scale ?? { scale: 1, zero: 0 }
  const placed = { dtype: 'u8' as const, shape, order: first.order, scale }
  const output = { dtype: 'u8' as const, shape: storedShape(placed) }
  const operands = [left.operand, right.operand]
  const zeros = { leftZero: a.zero, rightZero: b.zero }
  const bounds = requantization(scale, layer)
  if (node.op === 'Mul') {
    const factor = chooseMultiplier((a.scale * b.scale) / scale.scale, scale.zero)
    if (!factor) return context.fail(layer, 'its operands are out of scale with its output')
    const operand = builder.step('Mul', operands, { ...zeros, ...factor, ...bounds }, output)
    return { ...placed, operand }
  }
  const sign = node.op === 'Sub' ? -1 : 1
  const ratios = [a.scale / scale.scale, (sign * b.scale) / scale.scale] as const
  const multipliers = chooseMultipliers(ratios, scale.zero)
  if (!multipliers) return context.fail(layer, 'its operands are out of scale with its output')
  const operand = builder.step('Add', operands, { ...zeros, ...multipliers, ...bounds }, output)
  return { ...placed, operand }
}

/** A constant as a weight of bytes, in its own scale where it is given none. */
export function placeConstant(
  context: EmitContext,
  name: string,
  order: readonly number[],
  given?: ByteScale,
): Placed {
  const constant = context.constant(name)
  const rank = order.length
  const missing = rank - constant.shape.length
  const shape = [...Array<number>(missing).fill(1), ...constant.shape]
  let low = 0
  let high = 0
  for (const value of constant.data) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const scale = given ?? coverRange(low, high)
  const stored = order.map((axis) => shape[axis] ?? 1)
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  const data = new Uint8Array(constant.data.length)
  const index = stored.map(() => 0)
  for (let i = 0; i < data.length; i++) {
    const from = index.reduce((sum, at, axis) => sum + at * (strides[order[axis] ?? 0] ?? 0), 0)
    data[i] = toByte(constant.data[from] ?? 0, scale)
    for (let axis = rank - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      index[axis] = next < (stored[axis] ?? 1) ? next : 0
      if (next < (stored[axis] ?? 1)) break
    }
  }
  return {
    operand: context.weight({ dtype: 'u8', shape: stored }, data),
    dtype: 'u8',
    shape,
    order,
    scale,
  }
}

const FLOAT_BOUND = 2 ** 24
const LARGEST_ADD = 2 ** 15
const LARGEST_MUL = 255

/** The finest multipliers whose every partial sum a float holds exactly. */
function chooseMultipliers(ratios: readonly [number, number], zero: number) {
  for (let shift = 24; shift >= 0; shift--) {
    const [left, right] = ratios.map((ratio) => Math.round(ratio * 2 ** shift)) as [number, number]
    const bound = 510 * (Math.abs(left) + Math.abs(right)) + zero * 2 ** shift
    if (bound < FLOAT_BOUND && Math.abs(left) <= LARGEST_ADD && Math.abs(right) <= LARGEST_ADD) {
      return { leftMultiplier: left, rightMultiplier: right, shift }
    }
  }
  return
}

/** The finest multiplier for a product. */
function chooseMultiplier(ratio: number, zero: number) {
  for (let shift = 30; shift >= 0; shift--) {
    const multiplier = Math.round(ratio * 2 ** shift)
    const bound = 255 * 255 * multiplier + zero * 2 ** shift
    if (multiplier >= 1 && multiplier <= LARGEST_MUL && bound < FLOAT_BOUND)
      return { multiplier, shift }
  }
  return
}
