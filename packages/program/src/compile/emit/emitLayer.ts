import { GREATEST_MULTIPLIER, LEAST_MULTIPLIER, multiplierBits } from '../../ops/requantize.ts'
import type { FloatNode } from '../floatGraph.ts'
import { coverRange } from '../quantize/chooseRange.ts'
import type { Layer } from '../quantize/layers.ts'
import type { EmitContext } from './EmitContext.ts'
import { emitBinary, emitLookup, placeConstant, rescale } from './emitElementwise.ts'
import { emitConv, emitMatMul } from './emitLinear.ts'
import {
  arrange,
  CHANNELS_LAST,
  joinParts,
  type Placed,
  reshape,
  rowMajor,
  storedShape,
  transpose,
} from './placement.ts'
import { requantization, toByte } from './requantization.ts'

/** Writes the step or steps of one layer and says where its tensor stands. */
export function emitLayer(context: EmitContext, layer: Layer): Placed {
  const { builder } = context
  const { node } = layer
  const [input = ''] = node.inputs
  switch (node.op) {
    case 'Conv':
      return emitConv(context, layer, node)
    case 'MatMul':
      return context.isConstant(node.inputs[1] ?? '')
        ? emitMatMul(context, layer, node)
        : emitBatchMatMul(context, layer, node)
    case 'Add':
    case 'Sub':
    case 'Mul':
      return emitBinary(context, layer, node)
    case 'Unary': {
      const scale = context.scale(layer.output)
      if (!scale) return context.fail(layer, 'a function of sums is not supported')
      return emitLookup(context, context.operand(input), node.expression, scale)
    }
    case 'MaxPool': {
      const x = arrange(builder, context.operand(input), CHANNELS_LAST)
      const placed = { ...x, shape: context.shape(layer.output) }
      const { kernel, strides, pads, dilations } = node
      const output = { dtype: x.dtype, shape: storedShape(placed) }
      const operand = builder.step(
        'MaxPool',
        [x.operand],
        { kernel, strides, pads, dilations },
        output,
      )
      return { ...placed, operand }
    }
    case 'Concat':
      return emitConcat(context, layer, node)
    case 'Slice': {
      const x = context.operand(input)
      const shape = context.shape(layer.output)
      const placed = { ...x, shape }
      const attributes = {
        starts: x.order.map((axis) => node.starts[axis] ?? 0),
        steps: x.order.map((axis) => node.steps[axis] ?? 1),
        sizes: storedShape(placed),
      }
      const output = { dtype: x.dtype, shape: attributes.sizes }
      return { ...placed, operand: builder.step('Slice', [x.operand], attributes, output) }
    }
    case 'Take': {
      const given = context.operand(input)
      const others = given.order.filter((axis) => axis !== node.axis)
      const x = arrange(builder, given, [node.axis, ...others])
      const placed = { ...x, shape: context.shape(layer.output) }
      const places = Int32Array.from(node.places)
      const type = { dtype: 'i32' as const, shape: [places.length] }
      const operands = [context.weight(type, new Uint8Array(places.buffer)), x.operand]
      const output = { dtype: x.dtype, shape: storedShape(placed) }
      return { ...placed, operand: builder.step('Gather', operands, {}, output) }
    }
    case 'Pad': {
      const x = context.operand(input)
      const placed = { ...x, shape: context.shape(layer.output) }
      const attributes = {
        begins: x.order.map((axis) => node.before[axis] ?? 0),
        ends: x.order.map((axis) => node.after[axis] ?? 0),
        value: toByte(node.value, x.scale ?? { scale: 1, zero: 0 }),
      }
      const output = { dtype: x.dtype, shape: storedShape(placed) }
      return { ...placed, operand: builder.step('Pad', [x.operand], attributes, output) }
    }
    case 'Reshape':
      return reshape(builder, context.operand(input), context.shape(layer.output))
    case 'Transpose':
      return transpose(context.operand(input), node.permutation)
    case 'Resize': {
      const x = arrange(builder, context.operand(input), CHANNELS_LAST)
      const shape = context.shape(layer.output)
      const placed = { ...x, shape }
      const output = { dtype: x.dtype, shape: storedShape(placed) }
      const attributes = { height: shape[2] ?? 1, width: shape[3] ?? 1 }
      return { ...placed, operand: builder.step('Resize', [x.operand], attributes, output) }
    }
    case 'Softmax':
      return emitSoftmax(context, layer, node)
    case 'ArgMax': {
      const x = lastAxis(context, context.operand(input), node.axis)
      const shape = x.shape.filter((_, axis) => axis !== node.axis)
      const order = x.order.slice(0, -1).map((axis) => (axis > node.axis ? axis - 1 : axis))
      const output = { dtype: 'i32' as const, shape: storedShape({ shape, order }) }
      const stored = x.shape.length < 2 ? reshape(builder, x, [1, ...x.shape]) : x
      const operand = builder.step('ArgMax', [stored.operand], {}, output)
      const placed: Placed = { operand, dtype: 'i32', shape, order, unit: 1 }
      return node.keepDims ? reshape(builder, placed, context.shape(layer.output)) : placed
    }
    case 'Gather':
      return emitEmbedding(context, layer, node)
    default:
      return context.fail(layer, 'no operator of the program computes it')
  }
}

function emitConcat(
  context: EmitContext,
  layer: Layer,
  node: Extract<FloatNode, { op: 'Concat' }>,
): Placed {
  const { builder } = context
  const scale = context.scale(layer.output)
  const activation = node.inputs.find((input) => !context.isConstant(input)) ?? ''
  const { order } = context.operand(activation)
  const shape = context.shape(layer.output)
  const axis = order.indexOf(node.axis)
  const parts = node.inputs.map((input) => {
    if (context.isConstant(input)) return placeConstant(context, input, order, scale)
    return rescale(context, arrange(builder, context.operand(input), order), scale)
  })
  const [first] = parts
  if (!first) return context.fail(layer, 'it joins nothing')
  const operands = parts.map((part) => part.operand)
  return { ...first, shape, operand: joinParts(builder, operands, axis) }
}

/** Brings one axis to the end of the stored order. */
function lastAxis(context: EmitContext, x: Placed, axis: number): Placed {
  if (x.order.at(-1) === axis) return x
  return arrange(context.builder, x, [...x.order.filter((other) => other !== axis), axis])
}

const LARGEST_EXPONENTIAL = 32767

function emitSoftmax(
  context: EmitContext,
  layer: Layer,
  node: Extract<FloatNode, { op: 'Softmax' }>,
): Placed {
  const { builder } = context
  const x = lastAxis(context, context.operand(node.inputs[0] ?? ''), node.axis)
  const step = x.scale?.scale ?? 1
  const table = Int32Array.from({ length: 256 }, (_, distance) =>
    Math.round(LARGEST_EXPONENTIAL * Math.exp(-distance * step)),
  )
  const operands = [
    x.operand,
    context.weight({ dtype: 'i32', shape: [256] }, new Uint8Array(table.buffer)),
  ]
  const output = { dtype: 'u8' as const, shape: storedShape(x) }
  const operand = builder.step('Softmax', operands, {}, output)
  return rescale(
    context,
    { ...x, operand, scale: { scale: 1 / 255, zero: 0 } },
    context.scale(layer.output),
  )
}

/** A product of two computed matrices. */
function emitBatchMatMul(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const [leftName = '', rightName = ''] = node.inputs
  const shape = context.shape(layer.output)
  const rank = shape.length
  const left = arrange(builder, context.operand(leftName), rowMajor(rank))
  const turned = [...rowMajor(rank - 2), rank - 1, rank - 2]
  const right = arrange(builder, context.operand(rightName), turned)
  const wanted = context.scale(layer.output)
  if (!wanted || !left.scale || !right.scale)
    return context.fail(layer, 'its operands have no scale')
  const multiplier = multiplierBits((left.scale.scale * right.scale.scale) / wanted.scale)
  if (!(multiplier >= LEAST_MULTIPLIER && multiplier <= GREATEST_MULTIPLIER))
    return context.fail(layer, 'its operands are out of scale with its output')
  const placed = { dtype: 'u8' as const, shape, order: rowMajor(rank), scale: wanted }
  const operand = builder.step(
    'BatchMatMul',
    [left.operand, right.operand],
    {
      leftZero: left.scale.zero,
      rightZero: right.scale.zero,
      multiplier,
      ...requantization(wanted, layer),
    },
    { dtype: 'u8', shape: storedShape(placed) },
  )
  return { ...placed, operand }
}

/** Rows of a table, quantized to its own range. */
function emitEmbedding(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const table = context.constant(node.inputs[0] ?? '')
  const indices = context.operand(node.inputs[1] ?? '')
  const [rows = 1] = table.shape
  const width = table.data.length / rows
  const bounds = { low: 0, high: 0 }
  for (const value of table.data) {
    bounds.low = Math.min(bounds.low, value)
    bounds.high = Math.max(bounds.high, value)
  }
  const scale = context.scale(layer.output) ?? coverRange(bounds.low, bounds.high)
  const data = new Uint8Array(table.data.length)
  table.data.forEach((value, i) => {
    data[i] = toByte(value, scale)
  })
  const straight = arrange(builder, indices, rowMajor(indices.shape.length))
  const flat = [...storedShape(straight), width]
  const operand = builder.step(
    'Embedding',
    [straight.operand, context.weight({ dtype: 'u8', shape: [rows, width] }, data)],
    {},
    { dtype: 'u8', shape: flat },
  )
  const placed: Placed = { operand, dtype: 'u8', shape: flat, order: rowMajor(flat.length), scale }
  return reshape(builder, placed, context.shape(layer.output))
}
