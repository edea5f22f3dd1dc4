import { ONE } from '../../ops/requantize.ts'
import type { Operand } from '../../program.ts'
import { asClamp, evaluateExpression } from '../expression.ts'
import { type FloatNode, sizeOf } from '../floatGraph.ts'
import type { Layer } from '../quantize/layers.ts'
import type { EmitContext } from './EmitContext.ts'
import {
  add,
  asFixed,
  type Fixed,
  fineUnit,
  finish,
  integers,
  inUnits,
  type Plane,
  planesOf,
  type Ratios,
  ratio,
  scaleBy,
  type Target,
  targetOf,
} from './Fixed.ts'
import {
  arrange,
  CHANNELS_LAST,
  joinParts,
  type Placed,
  reshapeStored,
  rowMajor,
  storedShape,
  WIDE_REACH,
  widen,
} from './placement.ts'

type Of<Op extends FloatNode['op']> = Extract<FloatNode, { op: Op }>

/** Operators that are computed on i32 numbers whatever their tensors are. */
const ALWAYS = new Set<FloatNode['op']>(['Affine', 'LayerNorm', 'Norm', 'Reduce'])
/** Operators that move numbers of any width. */
const MOVING = new Set<FloatNode['op']>(['Reshape', 'Transpose', 'Slice', 'Take', 'ArgMax'])

/** Whether a layer reads or makes numbers wider than a byte, or is computed on such. */
export function isWide(context: EmitContext, layer: Layer): boolean {
  const { node, output } = layer
  if (MOVING.has(node.op)) return false
  if (ALWAYS.has(node.op) || context.unit(output) !== undefined) return true
  if (node.op === 'Gather') return false
  return node.inputs.some(
    (name) => !context.isConstant(name) && context.operand(name).dtype === 'i32',
  )
}

/** Writes the steps of a layer on numbers wider than a byte. */
export function emitWide(context: EmitContext, layer: Layer): Placed {
  const { node } = layer
  switch (node.op) {
    case 'Conv':
      return emitConv(context, layer, node)
    case 'MatMul':
      return context.isConstant(node.inputs[1] ?? '')
        ? emitMatMul(context, layer, node)
        : emitProduct(context, layer, node)
    case 'Add':
    case 'Sub':
      return emitSum(context, layer, node)
    case 'Mul':
      return emitMul(context, layer)
    case 'Affine':
      return emitAffine(context, layer, node)
    case 'Unary':
      return emitUnary(context, layer, node)
    case 'Softmax':
      return emitSoftmax(context, layer, node)
    case 'LayerNorm':
      return emitLayerNorm(context, layer, node)
    case 'Norm':
      return emitNorm(context, layer, node)
    case 'Reduce':
      return emitReduce(context, layer, node)
    case 'Concat':
      return emitConcat(context, layer, node)
    case 'Pad':
      return emitPad(context, layer, node)
    case 'Gather':
      return emitGather(context, layer, node)
    default:
      return context.fail(
        layer,
        'no operator of the program computes it on numbers wider than a byte',
      )
  }
}

/** Weights as one plane of bytes or two, the coarse one first; each output channel has its own unit. */
type WeightPlane = { values: Int8Array; units: Float64Array }

/** @param real output-channel-major */
function weightPlanes(
  real: Float64Array,
  outputs: number,
  steps: ArrayLike<number>,
  areWide: boolean,
): WeightPlane[] {
  const perOutput = real.length / outputs
  const coarse = new Int8Array(real.length)
  const fine = new Int8Array(real.length)
  const units = new Float64Array(outputs)
  for (let o = 0; o < outputs; o++) {
    const row = real.subarray(o * perOutput, (o + 1) * perOutput)
    let largest = 0
    for (const value of row) largest = Math.max(largest, Math.abs(value))
    const most = areWide ? 127 * 256 : (steps[o] ?? 127)
    const unit = largest > 0 ? largest / most : 1
    units[o] = unit
    for (const [i, value] of row.entries()) {
      const whole = Math.round(value / unit)
      const high = areWide ? Math.round(whole / 256) : Math.min(127, Math.max(-128, whole))
      coarse[o * perOutput + i] = high
      fine[o * perOutput + i] = areWide ? whole - 256 * high : 0
    }
  }
  if (!areWide) return [{ values: coarse, units }]
  return [
    { values: coarse, units: units.map((unit) => unit * 256) },
    { values: fine, units },
  ]
}

/**
 * A layer with weights: the integer products of all planes, each rescaled to the units of the result channel by channel, and their
 * sum. The product of the finest planes of both is below the result's own rounding and is left out.
 */
function emitLinear(
  context: EmitContext,
  layer: Layer,
  parameters: {
    planes: readonly Plane[]
    weights: readonly WeightPlane[]
    bias: Float64Array
    /** The result, with its stored channels last. */
    placed: Omit<Placed, 'operand' | 'dtype'>
    product: (plane: Plane, values: Int8Array, biases: readonly number[]) => Operand
  },
): Placed {
  const { planes, weights, bias, placed, product } = parameters
  const target = targetOf(context, layer)
  const outputs = bias.length
  const channels = [
    ...storedShape(placed)
      .slice(0, -1)
      .map(() => 1),
    outputs,
  ]
  const ratios = (plane: Plane, units: Float64Array, unit: number): Ratios => ({
    shape: channels,
    values: units.map((one) => (plane.unit * one) / unit),
  })
  const sumOf = (plane: Plane, { values, units }: WeightPlane, withBias: boolean): Fixed => {
    const biases = Array.from(bias, (value, o) =>
      withBias ? Math.round(value / (plane.unit * (units[o] ?? 1))) : 0,
    )
    const reach = reachOf(values, biases)
    const operand = product(plane, values, biases)
    return { ...placed, operand, dtype: 'i32', unit: 1, reach }
  }
  const [first] = planes
  const [weight] = weights
  if (!first || !weight) return context.fail(layer, 'it has no operand')
  if (planes.length === 1 && weights.length === 1) {
    const isHeld = bias.every(
      (value, o) => Math.abs(value / (first.unit * (weight.units[o] ?? 1))) < 2 ** 29,
    )
    if (isHeld) {
      const sum = sumOf(first, weight, true)
      return finish(context, layer, sum, target, ratios(first, weight.units, target.unit))
    }
  }
  const unit = fineUnit(target)
  let total: Fixed | undefined
  for (const [p, plane] of planes.entries()) {
    for (const [w, values] of weights.entries()) {
      if (w > 0 && p > 0 && p === planes.length - 1) continue
      const sum = sumOf(plane, values, false)
      const bounds = { low: -(2 ** 30), high: 2 ** 30 }
      const operand = scaleBy(context, layer, sum, ratios(plane, values.units, unit), bounds)
      const term: Fixed = { ...sum, operand, unit, reach: 2 ** 30 }
      total = total ? { ...add(context, total, term), reach: 2 ** 31 - 1 } : term
    }
  }
  if (!total) return context.fail(layer, 'it has no operand')
  const offsets = Array.from(bias, (value) =>
    Math.min(2 ** 30, Math.max(-(2 ** 30), Math.round(value / unit))),
  )
  const biased = offsets.some((offset) => offset !== 0)
    ? add(context, total, { shape: channels, values: offsets })
    : total
  return finish(context, layer, biased, target)
}

/** The largest sum that bytes can give with these weights. */
function reachOf(values: Int8Array, biases: readonly number[]): number {
  const perOutput = values.length / biases.length
  let most = 1
  for (const [o, bias] of biases.entries()) {
    let magnitude = 0
    for (let i = o * perOutput; i < (o + 1) * perOutput; i++) magnitude += Math.abs(values[i] ?? 0)
    most = Math.max(most, magnitude * 255 + Math.abs(bias))
  }
  return most
}

const SUMS = { outputZero: 0, low: 0, high: 255 }

function emitConv(context: EmitContext, layer: Layer, node: Of<'Conv'>): Placed {
  const { builder } = context
  const x = arrange(builder, context.operand(node.inputs[0] ?? ''), CHANNELS_LAST)
  const weight = context.constant(node.inputs[1] ?? '')
  const [outputs = 1, perGroup = 1, height = 1, width = 1] = weight.shape
  const area = height * width
  // (O, I, KH, KW) as (O, KH, KW, I).
  const real = new Float64Array(weight.data.length)
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < perGroup; i++)
      for (let k = 0; k < area; k++)
        real[(o * area + k) * perGroup + i] = weight.data[(o * perGroup + i) * area + k] ?? 0
  const placed = { shape: context.shape(layer.output), order: CHANNELS_LAST }
  const { strides, pads, dilations, group } = node
  return emitLinear(context, layer, {
    planes: planesOf(context, x),
    weights: weightPlanes(
      real,
      outputs,
      context.weightSteps(weight, real, outputs),
      context.hasWideWeights(layer.output),
    ),
    bias: biasOf(context, layer, outputs),
    placed,
    product: ({ operand, zero }, values, biases) =>
      builder.step(
        'Conv2d',
        [
          operand,
          context.weight(
            { dtype: 'i8', shape: [outputs, height, width, perGroup] },
            new Uint8Array(values.buffer),
          ),
          builder.channelTable(
            biases,
            biases.map(() => 1),
          ),
        ],
        { strides, pads, dilations, groups: group, inputZero: zero, ...SUMS },
        { dtype: 'i32', shape: storedShape(placed) },
      ),
  })
}

function emitMatMul(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const given = context.operand(node.inputs[0] ?? '')
  const rank = given.shape.length
  const x = given.order.at(-1) === rank - 1 ? given : arrange(builder, given, rowMajor(rank))
  const weight = context.constant(node.inputs[1] ?? '')
  const [inner = 1, columns = 1] = weight.shape
  const real = new Float64Array(weight.data.length)
  for (let k = 0; k < inner; k++)
    for (let c = 0; c < columns; c++) real[c * inner + k] = weight.data[k * columns + c] ?? 0
  const placed = { shape: context.shape(layer.output), order: x.order }
  return emitLinear(context, layer, {
    planes: planesOf(context, x),
    weights: weightPlanes(
      real,
      columns,
      context.weightSteps(weight, real, columns),
      context.hasWideWeights(layer.output),
    ),
    bias: biasOf(context, layer, columns),
    placed,
    product: ({ operand, zero }, values, biases) =>
      builder.step(
        'MatMul',
        [
          operand,
          context.weight({ dtype: 'i8', shape: [columns, inner] }, new Uint8Array(values.buffer)),
          builder.channelTable(
            biases,
            biases.map(() => 1),
          ),
        ],
        { inputZero: zero, ...SUMS },
        { dtype: 'i32', shape: storedShape(placed) },
      ),
  })
}

function biasOf(context: EmitContext, layer: Layer, outputs: number): Float64Array {
  const name = layer.node.inputs[2]
  const given = name === undefined ? undefined : context.constant(name).data
  return Float64Array.from({ length: outputs }, (_, o) => given?.[o] ?? 0)
}

/** A product of two computed matrices. */
function emitProduct(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const [leftName = '', rightName = ''] = node.inputs
  const shape = context.shape(layer.output)
  const rank = shape.length
  const left = arrange(builder, context.operand(leftName), rowMajor(rank))
  const right = arrange(builder, context.operand(rightName), [
    ...rowMajor(rank - 2),
    rank - 1,
    rank - 2,
  ])
  const inner = left.shape.at(-1) ?? 1
  const target = targetOf(context, layer)
  const placed = { shape, order: rowMajor(rank) }
  const stored = storedShape(placed)
  const lefts = planesOf(context, left)
  const rights = planesOf(context, right)
  const isSingle = lefts.length * rights.length === 1
  const unit = fineUnit(target)
  let total: Fixed | undefined
  for (const [l, a] of lefts.entries()) {
    for (const [r, b] of rights.entries()) {
      if (l > 0 && r > 0) continue
      const operand = builder.step(
        'BatchMatMul',
        [a.operand, b.operand],
        { leftZero: a.zero, rightZero: b.zero, multiplier: ONE, ...SUMS },
        { dtype: 'i32', shape: stored },
      )
      const reach = inner * 255 * 255
      const sum: Fixed = { ...placed, operand, dtype: 'i32', unit: a.unit * b.unit, reach }
      if (isSingle) return finish(context, layer, sum, target)
      const bounds = { low: -(2 ** 30), high: 2 ** 30 }
      const scaled = scaleBy(context, layer, sum, ratio(sum, sum.unit / unit), bounds)
      const term: Fixed = { ...sum, operand: scaled, unit, reach: 2 ** 30 }
      total = total ? { ...add(context, total, term), reach: 2 ** 31 - 1 } : term
    }
  }
  return total ? finish(context, layer, total, target) : context.fail(layer, 'it has no operand')
}

/** Both operands of an elementwise layer in one stored order and of its rank, constants left out. */
function alignOperands(
  context: EmitContext,
  layer: Layer,
): { operands: (Placed | string)[]; order: readonly number[] } {
  const { builder } = context
  const rank = context.shape(layer.output).length
  const names = layer.node.inputs.slice(0, 2)
  const computed = names.filter((name) => !context.isConstant(name))
  const full = computed.find(
    (name) => `${context.operand(name).shape}` === `${context.shape(layer.output)}`,
  )
  const { order } = widen(builder, context.operand(full ?? computed[0] ?? ''), rank)
  const operands = names.map((name) =>
    context.isConstant(name)
      ? name
      : arrange(builder, widen(builder, context.operand(name), rank), order),
  )
  return { operands, order }
}

/** A constant's values in a stored order, of that order's rank. */
function constantValues(context: EmitContext, name: string, order: readonly number[]): Ratios {
  const constant = context.constant(name)
  const missing = order.length - constant.shape.length
  const shape = [...Array<number>(missing).fill(1), ...constant.shape]
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  const stored = order.map((axis) => shape[axis] ?? 1)
  const values = new Float64Array(constant.data.length)
  for (let i = 0; i < values.length; i++) {
    let rest = i
    let from = 0
    for (let at = order.length - 1; at >= 0; at--) {
      const extent = stored[at] ?? 1
      from += (rest % extent) * (strides[order[at] ?? 0] ?? 0)
      rest = Math.floor(rest / extent)
    }
    values[i] = constant.data[from] ?? 0
  }
  return { shape: stored.length === 0 ? [1] : stored, values }
}

function emitSum(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { operands, order } = alignOperands(context, layer)
  const target = targetOf(context, layer)
  const unit = fineUnit(target)
  const shape = context.shape(layer.output)
  const stored = storedShape({ shape, order })
  const [left, right] = operands
  const sign = node.op === 'Sub' ? -1 : 1
  const fine = (x: Placed) => inUnits(context, layer, asFixed(context, x), unit)
  const whole = (name: string, factor: number): Ratios => {
    const { shape: of, values } = constantValues(context, name, order)
    const numbers = Array.from(values, (value) =>
      Math.min(2 ** 30, Math.max(-(2 ** 30), Math.round((factor * value) / unit))),
    )
    return { shape: of, values: numbers }
  }
  let sum: Fixed
  if (typeof left === 'object' && typeof right === 'object')
    sum = add(context, fine(left), fine(right), sign, stored)
  else if (typeof left === 'object' && typeof right === 'string')
    sum = add(context, fine(left), whole(right, sign), 1, stored)
  else if (typeof left === 'string' && typeof right === 'object') {
    const x = fine(right)
    const turned = sign === 1 ? x : negated(context, layer, x)
    sum = add(context, turned, whole(left, 1), 1, stored)
  } else return context.fail(layer, 'an operand is missing')
  return finish(context, layer, { ...sum, shape }, target)
}

function negated(context: EmitContext, layer: Layer, x: Fixed): Fixed {
  const bounds = { low: -x.reach, high: x.reach }
  return { ...x, operand: scaleBy(context, layer, x, ratio(x, -1), bounds) }
}

function emitMul(context: EmitContext, layer: Layer): Placed {
  const { builder } = context
  const { operands, order } = alignOperands(context, layer)
  const target = targetOf(context, layer)
  const shape = context.shape(layer.output)
  const stored = storedShape({ shape, order })
  const expanded = (x: Fixed): Fixed =>
    `${storedShape(x)}` === `${stored}`
      ? x
      : {
          ...add(context, x, { shape: stored, values: new Int32Array(sizeOf(stored)) }, 1, stored),
          shape,
        }
  const [a, b] = operands
  const constant = typeof a === 'string' ? a : typeof b === 'string' ? b : undefined
  const computed = operands.filter((one) => typeof one === 'object').map((x) => asFixed(context, x))
  const [first, second] = computed
  if (constant !== undefined && first) {
    const { shape: of, values } = constantValues(context, constant, order)
    const factors = Array.from(values, (value) => (value * first.unit) / target.unit)
    return finish(context, layer, expanded(first), target, { shape: of, values: factors })
  }
  if (!first || !second) return context.fail(layer, 'an operand is missing')
  const isFull = (x: Fixed) => `${storedShape(x)}` === `${stored}`
  const [full, other] = isFull(first) || !isFull(second) ? [first, second] : [second, first]
  const x = expanded(full)
  const reach = x.reach * other.reach
  if (reach >= 2 ** 52) return context.fail(layer, 'its operands reach too far')
  const shift = Math.max(0, Math.ceil(Math.log2(reach / 2 ** 30)))
  const bound = Math.ceil(reach / 2 ** shift)
  const product = builder.step(
    'Scale',
    [x.operand, other.operand],
    { shift, mode: 0, grow: 0, low: -bound, high: bound },
    { dtype: 'i32', shape: stored },
  )
  const unit = x.unit * other.unit * 2 ** shift
  return finish(context, layer, { ...x, operand: product, unit, reach: bound }, target)
}

function emitAffine(context: EmitContext, layer: Layer, node: Of<'Affine'>): Placed {
  const x = asFixed(context, context.operand(node.inputs[0] ?? ''))
  const target = targetOf(context, layer)
  const shape = storedShape(x).map((_, at) => (x.order[at] === node.axis ? node.scale.length : 1))
  const unit = fineUnit(target)
  const factors = (to: number): Ratios => ({
    shape,
    values: node.scale.map((scale) => (scale * x.unit) / to),
  })
  if (node.offset.every((offset) => Math.abs(offset) < unit / 2))
    return finish(context, layer, x, target, factors(target.unit))
  const bounds = { low: -(2 ** 30), high: 2 ** 30 }
  const scaled: Fixed = {
    ...x,
    operand: scaleBy(context, layer, x, factors(unit), bounds),
    unit,
    reach: 2 ** 30,
  }
  const offsets = Array.from(node.offset, (value) =>
    Math.min(2 ** 30, Math.max(-(2 ** 30), Math.round(value / unit))),
  )
  return finish(context, layer, add(context, scaled, { shape, values: offsets }), target)
}

/** A function of each number, as a table of all numbers that there are. */
function emitUnary(context: EmitContext, layer: Layer, node: Of<'Unary'>): Placed {
  const { builder } = context
  const given = asFixed(context, context.operand(node.inputs[0] ?? ''))
  const target = targetOf(context, layer)
  const clamp = asClamp(node.expression)
  if (clamp) {
    const whole = (bound: number) => Math.round(bound / target.unit)
    const low = Math.max(target.low, whole(clamp.low))
    const high = Math.max(low + 1, Math.min(target.high, whole(clamp.high)))
    return finish(context, layer, given, { ...target, low, high })
  }
  const excess = Math.max(1, given.reach / WIDE_REACH)
  const x = inUnits(context, layer, given, given.unit * 2 ** Math.ceil(Math.log2(excess)))
  const table = Int32Array.from({ length: 2 * x.reach + 1 }, (_, i) => {
    const value = evaluateExpression(node.expression, (i - x.reach) * x.unit)
    const number = Number.isNaN(value) ? 0 : Math.round(value / target.unit)
    return Math.min(target.high, Math.max(target.low, number)) + target.zero
  })
  const type = { dtype: target.dtype, shape: [table.length] }
  const bytes = target.dtype === 'u8' ? Uint8Array.from(table) : new Uint8Array(table.buffer)
  const operand = builder.step(
    'LookupWide',
    [x.operand, context.weight(type, bytes)],
    { base: -x.reach, grow: 0 },
    { dtype: target.dtype, shape: storedShape(x) },
  )
  return result(x, operand, target)
}

/** A tensor that holds what a target asks for. */
function result(x: Placed, operand: Operand, target: Target): Placed {
  const { unit: _unit, reach: _reach, scale: _scale, ...rest } = x
  const { unit, zero, low, high, dtype } = target
  if (dtype === 'u8') return { ...rest, operand, dtype, scale: { scale: unit, zero } }
  return { ...rest, operand, dtype, unit, reach: Math.max(Math.abs(low), Math.abs(high)) }
}

/** An axis at the end of the stored order. */
function rowsOf(context: EmitContext, x: Placed, axis: number): Placed {
  if (x.order.at(-1) === axis) return x
  return arrange(context.builder, x, [...x.order.filter((other) => other !== axis), axis])
}

const TABLE = 65_536

function emitSoftmax(context: EmitContext, layer: Layer, node: Of<'Softmax'>): Placed {
  const { builder } = context
  const placed = rowsOf(context, context.operand(node.inputs[0] ?? ''), node.axis)
  const count = placed.shape[node.axis] ?? 1
  const target = targetOf(context, layer)
  const bits = Math.min(20, 30 - Math.ceil(Math.log2(count)))
  const farthest = Math.log(2 ** (bits + 1))
  let x = asFixed(context, placed)
  if (farthest / x.unit > TABLE - 1) x = inUnits(context, layer, x, farthest / (TABLE - 1))
  const stored = storedShape(x)
  const row = [...stored.slice(0, -1), 1]
  const bounds = { low: -x.reach, high: x.reach }
  const most = builder.step(
    'RowMax',
    [x.operand],
    { absolute: 0, block: count, grow: 0, ...bounds },
    { dtype: 'i32', shape: row },
  )
  const distance = builder.step(
    'AddWide',
    [most, x.operand],
    { leftSign: 1, rightSign: -1, grow: 0, low: 0, high: 2 * x.reach },
    { dtype: 'i32', shape: stored },
  )
  const length = Math.min(TABLE, 2 * x.reach + 1, Math.ceil(farthest / x.unit) + 1)
  const table = Int32Array.from({ length }, (_, i) => Math.round(2 ** bits * Math.exp(-i * x.unit)))
  const powers = builder.step(
    'LookupWide',
    [distance, integers(context, [length], table)],
    { base: 0, grow: 0 },
    { dtype: 'i32', shape: stored },
  )
  const sum = builder.step(
    'RowSum',
    [powers],
    { block: count, grow: 0, low: 0, high: 2 ** 31 - 1 },
    { dtype: 'i32', shape: row },
  )
  const operand = builder.step(
    'DivRow',
    [powers, sum],
    {
      c: Math.max(1, Math.round(1 / target.unit)),
      offset: target.zero,
      mode: 0,
      grow: 0,
      low: Math.max(0, target.low) + target.zero,
      high: target.high + target.zero,
    },
    { dtype: target.dtype, shape: stored },
  )
  return result(x, operand, target)
}

/** Numbers minus their row's mean, over their row's deviation: the mean is rounded to a part of a unit, the deviation is a root. */
function emitLayerNorm(context: EmitContext, layer: Layer, node: Of<'LayerNorm'>): Placed {
  const { builder } = context
  const placed = rowsOf(context, context.operand(node.inputs[0] ?? ''), node.axis)
  const count = placed.shape[node.axis] ?? 1
  const target = targetOf(context, layer)
  const given = asFixed(context, placed)
  // The squares of a row must stay below 2^52: finer units as far as that allows.
  const room = Math.floor((51 - Math.log2(count + 1)) / 2 - Math.log2(2 * given.reach + 1))
  const x = inUnits(context, layer, given, given.unit / 2 ** Math.min(room, FINEST))
  const stored = storedShape(x)
  const centred = node.isCentred ? centre(context, layer, x, node.axis) : x
  const norm = rootOf(context, centred, Math.sqrt(count * node.epsilon))
  const c = Math.round(Math.sqrt(count) / target.unit)
  if (c < 1 || c > 2 ** 30) return context.fail(layer, 'its output is out of scale')
  const operand = builder.step(
    'DivRow',
    [centred.operand, norm],
    {
      c,
      offset: target.zero,
      mode: 0,
      grow: 0,
      low: target.low + target.zero,
      high: target.high + target.zero,
    },
    { dtype: target.dtype, shape: stored },
  )
  return result(x, operand, target)
}

const FINEST = 6

/** Rows minus their means, each rounded to the rows' units. */
function centre(context: EmitContext, layer: Layer, x: Fixed, axis: number): Fixed {
  const count = x.shape[axis] ?? 1
  const row = [...storedShape(x).slice(0, -1), 1]
  const sum: Fixed = {
    ...x,
    operand: context.builder.step(
      'RowSum',
      [x.operand],
      { block: count, grow: 0, low: -(2 ** 31) + 1, high: 2 ** 31 - 1 },
      { dtype: 'i32', shape: row },
    ),
    shape: x.shape.with(axis, 1),
    reach: count * x.reach,
  }
  const bounds = { low: -x.reach, high: x.reach }
  const operand = scaleBy(context, layer, sum, ratio(sum, 1 / count), bounds)
  return add(context, x, { ...sum, reach: x.reach, operand }, -1)
}

/** The root of the sum of each row's squares and of that of one more number, which stands beside the row. */
function rootOf(context: EmitContext, x: Fixed, beside: number): Operand {
  const { builder } = context
  const stored = storedShape(x)
  const row = [...stored.slice(0, -1), 1]
  const extra = Math.min(x.reach, Math.round(beside / x.unit))
  const numbers = new Int32Array(sizeOf(row)).fill(extra)
  const whole =
    extra === 0
      ? x.operand
      : builder.step(
          'Concat',
          [x.operand, integers(context, row, numbers)],
          { axis: stored.length - 1 },
          { dtype: 'i32', shape: [...row.slice(0, -1), (stored.at(-1) ?? 1) + 1] },
        )
  return builder.step('RowNorm', [whole], {}, { dtype: 'i32', shape: row })
}

function emitNorm(context: EmitContext, layer: Layer, node: Of<'Norm'>): Placed {
  const placed = rowsOf(context, context.operand(node.inputs[0] ?? ''), node.axis)
  const count = placed.shape[node.axis] ?? 1
  const given = asFixed(context, placed)
  // As for the deviation of a row.
  const room = Math.floor((51 - Math.log2(count + 1)) / 2 - Math.log2(given.reach + 1))
  const x = inUnits(context, layer, given, given.unit / 2 ** Math.min(room, FINEST))
  const operand = rootOf(context, x, Math.sqrt(node.epsilon))
  const shape = context.shape(layer.output)
  const reach = Math.ceil(Math.sqrt(count + 1) * x.reach)
  return finish(context, layer, { ...x, operand, shape, reach }, targetOf(context, layer))
}

function emitReduce(context: EmitContext, layer: Layer, node: Of<'Reduce'>): Placed {
  const { builder } = context
  const operand = context.operand(node.inputs[0] ?? '')
  const kept = operand.order.filter((axis) => !node.axes.includes(axis))
  const placed = arrange(builder, operand, [...kept, ...node.axes])
  const given = asFixed(context, placed)
  const count = sizeOf(node.axes.map((axis) => given.shape[axis] ?? 1))
  const rows = sizeOf(kept.map((axis) => given.shape[axis] ?? 1))
  // A sum has to stay within i32: in coarser units where it would not.
  const excess = node.kind === 'max' ? 1 : (count * (given.reach + 2)) / 2 ** 31
  const x = inUnits(
    context,
    layer,
    given,
    given.unit * 2 ** Math.max(0, Math.ceil(Math.log2(excess))),
  )
  const target = targetOf(context, layer)
  const flat = reshapeStored(builder, x.operand, 'i32', [rows, count])
  const isMax = node.kind === 'max'
  const reach = isMax ? x.reach : count * x.reach
  const bounds = { low: -reach, high: reach }
  const output = { dtype: 'i32' as const, shape: [rows, 1] }
  const sums = isMax
    ? builder.step('RowMax', [flat], { absolute: 0, block: count, grow: 0, ...bounds }, output)
    : builder.step('RowSum', [flat], { block: count, grow: 0, ...bounds }, output)
  const shape = context.shape(layer.output)
  const stored = storedShape({ shape, order: x.order })
  const sum: Fixed = { ...x, shape, operand: reshapeStored(builder, sums, 'i32', stored), reach }
  const divisor = node.kind === 'mean' ? count : 1
  return finish(context, layer, sum, target, ratio(sum, x.unit / divisor / target.unit))
}

function emitConcat(context: EmitContext, layer: Layer, node: Of<'Concat'>): Placed {
  const target = targetOf(context, layer)
  const activation = node.inputs.find((input) => !context.isConstant(input)) ?? ''
  const { order } = context.operand(activation)
  const parts = node.inputs.map((name): Placed => {
    if (!context.isConstant(name)) {
      const x = asFixed(context, arrange(context.builder, context.operand(name), order))
      return x.unit === target.unit && target.dtype === 'i32'
        ? x
        : finish(context, layer, x, target)
    }
    const { shape, values } = constantValues(context, name, order)
    const numbers = Array.from(values, (value) =>
      Math.min(target.high, Math.max(target.low, Math.round(value / target.unit))),
    )
    const operand =
      target.dtype === 'i32'
        ? integers(context, shape, numbers)
        : context.weight(
            { dtype: 'u8', shape: [...shape] },
            Uint8Array.from(numbers, (number) => number + target.zero),
          )
    return { operand, dtype: target.dtype, shape: context.constant(name).shape, order }
  })
  return result(
    { ...(parts[0] as Placed), shape: context.shape(layer.output) },
    joinParts(
      context.builder,
      parts.map((part) => part.operand),
      order.indexOf(node.axis),
    ),
    target,
  )
}

/** Surrounds a tensor axis by axis. */
function emitPad(context: EmitContext, layer: Layer, node: Of<'Pad'>): Placed {
  const { builder } = context
  const target = targetOf(context, layer)
  const given = asFixed(context, context.operand(node.inputs[0] ?? ''))
  const x = finish(context, layer, given, target)
  const number = Math.min(target.high, Math.max(target.low, Math.round(node.value / target.unit)))
  let { operand } = x
  for (const [at, axis] of x.order.entries()) {
    const [before, after] = [node.before[axis] ?? 0, node.after[axis] ?? 0]
    if (before === 0 && after === 0) continue
    const { dtype, shape } = builder.typeOf(operand)
    const border = (width: number): Operand[] => {
      if (width === 0) return []
      const around = shape.map((extent, other) => (other === at ? width : extent))
      const data = new Int32Array(sizeOf(around)).fill(number + target.zero)
      return [
        dtype === 'i32'
          ? integers(context, around, data)
          : context.weight({ dtype: 'u8', shape: around }, Uint8Array.from(data)),
      ]
    }
    const wide = shape.map((extent, other) => (other === at ? extent + before + after : extent))
    const parts = [...border(before), operand, ...border(after)]
    operand = builder.step('Concat', parts, { axis: at }, { dtype, shape: wide })
  }
  return { ...x, operand, shape: context.shape(layer.output) }
}

/** Rows of a constant table of i32 numbers, chosen by a computed index. */
function emitGather(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const table = context.constant(node.inputs[0] ?? '')
  const indices = context.operand(node.inputs[1] ?? '')
  const target = targetOf(context, layer)
  const straight = arrange(builder, indices, rowMajor(indices.shape.length))
  const numbers = new Int32Array(table.data.length)
  table.data.forEach((value, i) => {
    numbers[i] = Math.min(target.high, Math.max(target.low, Math.round(value / target.unit)))
  })
  const flat = [...storedShape(straight), ...table.shape.slice(1)]
  const operand = builder.step(
    'Gather',
    [straight.operand, integers(context, table.shape, numbers)],
    {},
    { dtype: 'i32', shape: flat },
  )
  const shape = context.shape(layer.output)
  const placed: Placed = { operand, dtype: 'i32', shape, order: rowMajor(shape.length) }
  const stored = reshapeStored(builder, operand, 'i32', storedShape(placed))
  return result({ ...placed, operand: stored }, stored, target)
}
