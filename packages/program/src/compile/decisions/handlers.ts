import type { Operand } from '../../program.ts'
import { eachIndex, isInteger, stridesOf } from '../evaluateConstant.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import { NodeProblem, type NodeReader } from '../import/NodeReader.ts'
import { dtypeOf } from '../import/readTensor.ts'
import { broadcastShapes } from '../inferShape.ts'
import type { DecisionContext } from './DecisionContext.ts'
import type { Codes, Exact, Fixed, Lookup, Whole } from './Exact.ts'
import { LARGEST } from './emitTrees.ts'
import { product, takenPaths } from './pathMatrices.ts'
import { after, type Reading, whole } from './Reading.ts'

/** Computes a node exactly and gives what its first output is; throws a NodeProblem where it cannot. */
export type DecisionHandler = (context: DecisionContext, node: NodeReader) => Exact

const keep: DecisionHandler = (context, node) => {
  const value = context.value(node.input(0))
  if (!value) throw new NodeProblem('an operand is missing', node.input(0))
  return value
}

export const decisionHandlers: Readonly<Record<string, DecisionHandler>> = {
  Identity: keep,
  Dropout: keep,
  Cast: (context, node) => {
    const value = keep(context, node)
    const dtype = dtypeOf(node.int('to', 0))
    if (!dtype) throw new NodeProblem('a cast to such a type is not supported')
    if (value.kind === 'codes') {
      if (isInteger(dtype)) throw new NodeProblem('it rounds features before they are compared')
      return dtype === 'f64' ? value : changed(value, Math.fround, { keepsMissing: true })
    }
    if (value.kind === 'lookup' && !isInteger(dtype)) return value
    if (value.kind === 'oneHot') return value
    if (value.kind !== 'whole') throw new NodeProblem('it rounds numbers')
    if (dtype === 'bool' && (value.low < 0 || value.high > 1))
      throw new NodeProblem('it makes truth values of numbers')
    return value
  },

  Reshape: (context, node) => {
    const { shape } = keep(context, node)
    const wanted = context.integers(node.input(1), 'the shape')
    const known = wanted.map((extent, axis) => (extent === 0 ? (shape[axis] ?? 1) : extent))
    const rest = sizeOf(shape) / sizeOf(known.filter((extent) => extent !== -1))
    return reshaped(
      context,
      node,
      known.map((extent) => (extent === -1 ? rest : extent)),
    )
  },
  Flatten: (context, node) => {
    const { shape } = keep(context, node)
    const axis = node.int('axis', 1)
    const at = axis < 0 ? axis + shape.length : axis
    return reshaped(context, node, [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))])
  },
  Squeeze: (context, node) => {
    const { shape } = keep(context, node)
    const axes = axesOf(context, node)?.map((axis) => (axis < 0 ? axis + shape.length : axis))
    const gone = (extent: number, axis: number) => axes?.includes(axis) ?? extent === 1
    return reshaped(
      context,
      node,
      shape.filter((extent, axis) => !gone(extent, axis)),
    )
  },
  Unsqueeze: (context, node) => {
    const { shape } = keep(context, node)
    const given = axesOf(context, node) ?? []
    const rank = shape.length + given.length
    const axes = given.map((axis) => (axis < 0 ? axis + rank : axis))
    const left = [...shape]
    const result = Array.from({ length: rank }, (_, axis) =>
      axes.includes(axis) ? 1 : (left.shift() ?? 1),
    )
    return reshaped(context, node, result)
  },
  Transpose: (context, node) => {
    const value = plain(context, node.input(0))
    const { shape } = value
    const permutation = node.ints('perm') ?? shape.map((_, axis) => shape.length - 1 - axis)
    if (value.kind === 'codes') requireAlike(value)
    const operand = context.transposed(context.reshaped(value.operand, shape), permutation)
    return { ...forgotten(value), operand, shape: permutation.map((axis) => shape[axis] ?? 1) }
  },
  Concat: (context, node) => {
    if (context.value(node.input(0))?.kind === 'fixed') return joinedScores(context, node)
    const parts = node.inputs.map((name) => context.take(name, 'codes'))
    const [first] = parts
    const rank = first?.shape.length ?? 0
    const axis = axisOf(node.int('axis', 0), rank)
    if (!first || axis !== rank - 1) throw new NodeProblem('it joins features along another axis')
    const readings = parts.flatMap(({ readings: own, shape }) =>
      Array.from({ length: shape[axis] ?? 1 }, (_, i) => own[own.length > 1 ? i : 0] ?? whole),
    )
    const shape = first.shape.with(axis, readings.length)
    if (parts.length === 1) return first
    const operands = parts.map(({ operand }) => operand)
    const operand = context.builder.step('Concat', operands, { axis }, { dtype: 'i32', shape })
    return { kind: 'codes', operand, shape, readings }
  },

  Gather: (context, node) => {
    const indices = context.constants.get(node.input(1) ?? '')
    const data = context.constants.get(node.input(0) ?? '')
    const value = context.value(node.input(0))
    if (value && indices) {
      const axis = axisOf(node.int('axis', 0), value.shape.length)
      return gatherConstant(context, plain(context, node.input(0)), indices, axis)
    }
    if (!data) throw new NodeProblem('neither its table nor its indices are constant')
    const axis = axisOf(node.int('axis', 0), data.shape.length)
    if (axis !== 0) throw new NodeProblem('an index chooses along another axis than the first')
    return lookUp(context, context.take(node.input(1), 'whole'), data)
  },
  GatherElements: (context, node) => {
    const from = context.take(node.input(0), 'codes')
    const index = wholeOf(context, node.input(1))
    const axis = axisOf(node.int('axis', 0), from.shape.length)
    return pick(context, { from, index, axis, shape: index.shape, kept: true })
  },
  'ai.onnx.ml.ArrayFeatureExtractor': (context, node) => {
    const indices = context.constants.get(node.input(1) ?? '')
    const data = context.constants.get(node.input(0) ?? '')
    if (data && data.shape.length === 1) {
      const found = lookUp(context, context.take(node.input(1), 'whole'), data)
      return withShape(context, found, [1, sizeOf(found.shape)])
    }
    const value = context.take(node.input(0), 'codes')
    if (!indices) throw new NodeProblem('neither its table nor its indices are constant')
    const flat = { ...indices, shape: [indices.data.length] }
    return gatherConstant(context, value, flat, value.shape.length - 1)
  },

  OneHot: (context, node) => {
    const index = wholeOf(context, node.input(0))
    const depth = context.integers(node.input(1), 'the depth')[0] ?? 0
    const [off, on] = context.integers(node.input(2), 'its values')
    if (off !== 0 || on !== 1) throw new NodeProblem('its values are not 0 and 1')
    if (index.low < 0 || index.high >= depth)
      throw new NodeProblem(`an index reaches from ${index.low} to ${index.high} of ${depth}`)
    const axis = axisOf(node.int('axis', -1), index.shape.length + 1)
    return { kind: 'oneHot', index, axis, shape: index.shape.toSpliced(axis, 0, depth) }
  },
  ReduceSum: (context, node) => {
    const value = keep(context, node)
    const rank = value.shape.length
    const axes =
      axesOf(context, node)?.map((axis) => axisOf(axis, rank)) ?? value.shape.map((_, axis) => axis)
    const keepDims = node.int('keepdims', 1) !== 0
    if (value.kind === 'picked') {
      if (axes.length !== 1 || axes[0] !== value.axis) throw new NodeProblem('it adds up features')
      const { index, from, axis } = value
      const found = pick(context, { from, index, axis, shape: index.shape, kept: false })
      return keepDims ? withShape(context, found, value.shape.with(axis, 1)) : found
    }
    if (value.kind === 'codes' || value.kind === 'oneHot')
      throw new NodeProblem('it adds up features')
    return context.summed(value, axes, keepDims)
  },
  ReduceMean: (context, node) => {
    const value = context.take(node.input(0), 'lookup', 'fixed')
    const rank = value.shape.length
    const axes =
      axesOf(context, node)?.map((axis) => axisOf(axis, rank)) ?? value.shape.map((_, axis) => axis)
    const sum = context.summed(value, axes, node.int('keepdims', 1) !== 0)
    const count = sizeOf(value.shape) / sizeOf(sum.shape)
    return sum.kind === 'fixed' ? { ...sum, unit: sum.unit / count } : sum
  },

  Less: (context, node) => comparison(context, node, '<', false),
  LessOrEqual: (context, node) => comparison(context, node, '<=', false),
  Greater: (context, node) => comparison(context, node, '<', true),
  GreaterOrEqual: (context, node) => comparison(context, node, '<=', true),
  Equal: (context, node) => {
    const [left, right] = node.inputs
    const paths =
      takenPaths(context.value(left), context.constants.get(right ?? '')) ??
      takenPaths(context.value(right), context.constants.get(left ?? ''))
    return { ...comparison(context, node, '==', false), ...(paths ? { paths } : {}) }
  },
  Not: (context, node) => {
    const value = truth(context, node.input(0))
    if (value.opposite) return value.opposite()
    const operand = context.compared('==', value.operand, context.weight([1], [0]))
    return { kind: 'whole', operand, shape: value.shape, low: 0, high: 1 }
  },
  And: (context, node) => joined(context, node, '<=', [2]),
  Or: (context, node) => joined(context, node, '<=', [1]),
  Xor: (context, node) => joined(context, node, '==', [1]),
  Where: (context, node) => {
    const condition = truth(context, node.input(0))
    const [yes, no] = [1, 2].map((place) => wholeOf(context, node.input(place)))
    if (!yes || !no) throw new NodeProblem('an operand is missing')
    const shapes = [condition.shape, yes.shape, no.shape]
    const shape = shapes.reduce<number[] | undefined>(
      (all, one) => all && broadcastShapes(all, one),
      [],
    )
    if (!shape) throw new NodeProblem('its operands cannot be joined')
    const [c, a, b] = [condition, yes, no].map(({ operand, shape: own }) =>
      context.reshaped(operand, [...Array<number>(shape.length - own.length).fill(1), ...own]),
    ) as [Operand, Operand, Operand]
    // Both have to be of one type.
    const zero = context.weight([1], [0])
    const wide = (operand: Operand) =>
      context.dtypeOf(operand) === 'i32' ? operand : context.added(operand, zero)
    const operand = context.builder.step(
      'Select',
      [c, wide(a), wide(b)],
      {},
      { dtype: 'i32', shape: shape.length === 0 ? [1] : shape },
    )
    const low = Math.min(yes.low, no.low)
    return { kind: 'whole', operand, shape, low, high: Math.max(yes.high, no.high) }
  },

  Add: (context, node) => sum(context, node, 1),
  Sub: (context, node) => sum(context, node, -1),
  Mul: (context, node) => {
    const [left, right] = node.inputs
    const oneHot = [left, right].find((name) => context.value(name)?.kind === 'oneHot')
    if (oneHot !== undefined) {
      const { index, axis, shape } = context.take(oneHot, 'oneHot')
      const from = context.take(oneHot === left ? right : left, 'codes')
      if (`${broadcastShapes(from.shape, shape)}` !== `${shape}`)
        throw new NodeProblem('features are spread over a one-hot')
      return { kind: 'picked', index, axis, from, shape }
    }
    const name = context.constants.has(left ?? '') ? right : left
    const factor = context.constant(name === left ? right : left, 'one operand')
    const value = context.take(name, 'codes', 'whole', 'fixed', 'lookup')
    if (value.kind === 'codes') {
      const axis = hotAxis(value, factor)
      if (axis === undefined) return scaled(context, node, value, factor)
      const { index, shape } = constantOneHot(context, factor, axis)
      return { kind: 'picked', index, axis, from: value, shape }
    }
    if (value.kind === 'whole') return multiplied(context, value, factor)
    return resized(context, value, (number) => number, factor)
  },
  Div: (context, node) => {
    const value = context.take(node.input(0), 'codes', 'fixed', 'lookup')
    const divisor = context.constant(node.input(1), 'the divisor')
    if (value.kind !== 'codes') return resized(context, value, (number) => 1 / number, divisor)
    const round = rounding(context, node)
    return perColumn(value, divisor, (reading, by) => {
      if (by === 0) throw new NodeProblem('it divides by 0')
      return after(reading, (number) => round(number / by), by < 0)
    })
  },
  Neg: (context, node) =>
    changed(context.take(node.input(0), 'codes'), (number) => -number, {
      ...{ falls: true, keepsMissing: true },
    }),
  Relu: (context, node) =>
    changed(context.take(node.input(0), 'codes'), (number) => Math.max(number, 0)),
  Floor: (context, node) =>
    changed(context.take(node.input(0), 'codes'), (number) => Math.floor(number)),
  Ceil: (context, node) =>
    changed(context.take(node.input(0), 'codes'), (number) => Math.ceil(number)),
  'ai.onnx.ml.Binarizer': (context, node) => {
    const threshold = node.float('threshold', 0)
    return changed(context.take(node.input(0), 'codes'), (number) => (number > threshold ? 1 : 0))
  },
  'ai.onnx.ml.Scaler': (context, node) => {
    const value = context.take(node.input(0), 'codes')
    const list = (name: string) => {
      const data = Float32Array.from(node.floats(name) ?? [])
      return { dtype: 'f32' as const, shape: data.length === 1 ? [] : [data.length], data }
    }
    const moved = perColumn(value, list('offset'), (reading, by) =>
      after(reading, (number) => Math.fround(number - by)),
    )
    return perColumn(moved, list('scale'), (reading, by) => {
      if (by === 0) throw new NodeProblem('a scale of 0 makes a feature constant')
      return after(reading, (number) => Math.fround(number * by), by < 0)
    })
  },
  'ai.onnx.ml.Normalizer': () => {
    throw new NodeProblem(
      'it divides each feature by the norm of all, so that no threshold can be moved before it; normalize the inputs before the model, or train the trees without it',
    )
  },

  MatMul: product,
  Gemm: (context, node) => {
    const added = context.constants.get(node.input(2) ?? '')
    const isAdded = added?.data.some((value) => value !== 0) && node.float('beta', 1) !== 0
    if (isAdded || (node.input(2) && !added) || node.float('alpha', 1) !== 1)
      throw new NodeProblem('it scales its product, or adds to it')
    const value = node.int(context.constants.has(node.input(0) ?? '') ? 'transB' : 'transA', 0)
    if (value !== 0) throw new NodeProblem('it turns features before it multiplies them')
    return product(context, node)
  },
  ArgMax: (context, node) => {
    const value = context.take(node.input(0), 'fixed', 'lookup', 'whole')
    const from = value.kind === 'lookup' ? context.fixed(value) : value
    const { shape } = from
    if (node.int('select_last_index', 0) !== 0)
      throw new NodeProblem('it gives the last of equal places')
    const axis = axisOf(node.int('axis', 0), shape.length)
    context.decides = true
    const others = shape.map((_, at) => at).filter((at) => at !== axis)
    const turned = context.transposed(context.reshaped(from.operand, shape), [...others, axis])
    const rest = others.map((at) => shape[at] ?? 1)
    const extent = shape[axis] ?? 1
    const rows = context.reshaped(turned, [sizeOf(rest), extent])
    const output = { dtype: 'i32' as const, shape: [sizeOf(rest)] }
    const places = context.builder.step('ArgMax', [rows], {}, output)
    const result = node.int('keepdims', 1) !== 0 ? shape.with(axis, 1) : rest
    return {
      kind: 'whole',
      operand: context.reshaped(places, result),
      shape: result,
      low: 0,
      high: extent - 1,
    }
  },
}

/** Scores of one unit side by side. */
function joinedScores(context: DecisionContext, node: NodeReader): Fixed {
  const parts = node.inputs.map((name) => context.take(name, 'fixed'))
  const [first] = parts
  if (!first || parts.some(({ unit }) => unit !== first.unit))
    throw new NodeProblem('it joins scores of different units')
  const axis = axisOf(node.int('axis', 0), first.shape.length)
  const extent = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 1), 0)
  const shape = first.shape.with(axis, extent)
  const most = Math.max(...parts.map((part) => part.most))
  if (parts.length === 1) return first
  const operands = parts.map(({ operand }) => operand)
  const operand = context.builder.step('Concat', operands, { axis }, { dtype: 'i32', shape })
  return { kind: 'fixed', operand, shape, unit: first.unit, most }
}

function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (at < 0 || at >= rank) throw new NodeProblem(`there is no axis ${axis} among ${rank}`)
  return at
}

/** Axes as an attribute or, from version 13 on, as an operand. */
function axesOf(context: DecisionContext, node: NodeReader): number[] | undefined {
  const name = node.input(1)
  return name ? context.integers(name, 'the axes') : node.ints('axes')
}

/** An operand that stands in the program. */
function plain(context: DecisionContext, name: string | undefined) {
  const value = context.take(name, 'codes', 'whole', 'fixed', 'lookup')
  return value.kind === 'lookup' ? context.fixed(value) : value
}

function truth(context: DecisionContext, name: string | undefined): Whole {
  const value = context.take(name, 'whole')
  if (value.low < 0 || value.high > 1) throw new NodeProblem('it is not a truth value', name)
  return value
}

/** Whole numbers of the program, or constant ones. */
function wholeOf(context: DecisionContext, name: string | undefined): Whole {
  const constant = context.constants.get(name ?? '')
  if (!constant) return context.take(name, 'whole')
  const { data, shape } = constant
  return { kind: 'whole', operand: context.weight(shape, data), shape, ...wholeConstant(constant) }
}

/** The axis along which a constant chooses one feature each time, where that is what it does. */
function hotAxis({ shape: features }: Codes, { shape, data }: Constant): number | undefined {
  if (`${broadcastShapes(features, shape)}` !== `${shape}`) return
  // One number for each feature scales them.
  if (`${features}` === `${shape}` || sizeOf(shape) === shape.at(-1)) return
  if (data.some((value) => value !== 0 && value !== 1)) return
  const axis = shape.findIndex((extent, at) => {
    const inner = sizeOf(shape.slice(at + 1))
    const sums = new Map<number, number>()
    data.forEach((value, i) => {
      const line = Math.floor(i / (inner * extent)) * inner + (i % inner)
      sums.set(line, (sums.get(line) ?? 0) + value)
    })
    return extent > 1 && [...sums.values()].every((sum) => sum === 1)
  })
  return axis < 0 ? undefined : axis
}

/** A constant one-hot along an axis, as the index that it stands for. */
function constantOneHot(
  context: DecisionContext,
  { shape, data }: Constant,
  axis: number,
): { index: Whole; shape: readonly number[] } {
  const extent = shape[axis] ?? 1
  const inner = sizeOf(shape.slice(axis + 1))
  const places = new Int32Array(data.length / extent)
  data.forEach((value, i) => {
    const line = Math.floor(i / (inner * extent)) * inner + (i % inner)
    if (value === 1) places[line] = Math.floor(i / inner) % extent
  })
  const of = shape.toSpliced(axis, 1)
  const operand = context.weight(of, places)
  return {
    index: { kind: 'whole', operand, shape: of, low: 0, high: extent - 1 },
    shape,
  }
}

/** What a tensor keeps when its elements stand elsewhere. */
function forgotten<Value extends { kind: Exact['kind'] }>(value: Value): Value {
  const {
    from: _from,
    chosen: _chosen,
    ...rest
  } = value as Value & {
    from?: unknown
    chosen?: unknown
  }
  return rest as unknown as Value
}

function requireAlike({ readings }: Codes): void {
  if (readings.some((reading) => reading !== readings[0]))
    throw new NodeProblem('features that are scaled each in its own way are moved')
}

function reshaped(context: DecisionContext, node: NodeReader, shape: readonly number[]): Exact {
  const value = keep(context, node)
  if (sizeOf(shape) !== sizeOf(value.shape) || !shape.every(Number.isInteger))
    throw new NodeProblem(`[${value.shape}] cannot be reshaped to [${shape}]`)
  return withShape(context, value, shape)
}

/** The same elements in another shape. */
function withShape(context: DecisionContext, value: Exact, shape: readonly number[]): Exact {
  if (`${shape}` === `${value.shape}`) return value
  if (value.kind === 'lookup') return { ...value, shape }
  if (value.kind === 'oneHot' || value.kind === 'picked')
    throw new NodeProblem('a one-hot is reshaped')
  if (value.kind !== 'codes' || value.chosen) {
    const { opposite: _, ...rest } = value as typeof value & { opposite?: unknown }
    return { ...rest, operand: context.reshaped(value.operand, shape), shape } as Exact
  }
  if (shape.at(-1) !== value.shape.at(-1)) requireAlike(value)
  const operand = context.reshaped(value.operand, shape)
  const last = shape.at(-1) === value.shape.at(-1)
  return { ...value, operand, shape, readings: last ? value.readings : value.readings.slice(0, 1) }
}

/** Features after a function of each, which may not know what to do with a missing one. */
function changed(
  value: Codes,
  change: (number: number) => number,
  { falls = false, keepsMissing = false } = {},
): Codes {
  const known = new Map<Reading, Reading>()
  const of = (reading: Reading) => {
    const next = after(reading, change, falls)
    const keeps = keepsMissing && reading.keepsMissing
    const made = known.get(reading) ?? { ...next, keepsMissing: keeps }
    known.set(reading, made)
    return made
  }
  const { chosen } = value
  return {
    ...value,
    readings: value.readings.map(of),
    ...(chosen ? { chosen: { ...chosen, readings: chosen.readings.map(of) } } : {}),
  }
}

/** Features after a function with a constant for all, or one for each. */
function perColumn(
  value: Codes,
  by: Constant,
  change: (reading: Reading, by: number) => Reading,
): Codes {
  const { shape, data } = by
  if (data.some((number) => !Number.isFinite(number)))
    throw new NodeProblem('a constant is not a finite number')
  if (value.chosen) throw new NodeProblem('features that an index chose are scaled')
  if (data.length === 1 && shape.length <= value.shape.length) {
    const known = new Map<Reading, Reading>()
    const readings = value.readings.map((reading) => {
      const made = known.get(reading) ?? change(reading, data[0] ?? 0)
      known.set(reading, made)
      return made
    })
    return { ...value, readings }
  }
  const columns = value.shape.at(-1) ?? 1
  if (shape.at(-1) !== data.length || data.length !== columns || shape.length > value.shape.length)
    throw new NodeProblem(`[${shape}] is not one number for each feature of [${value.shape}]`)
  const { readings } = value
  return {
    ...value,
    readings: Array.from(data, (number, i) => {
      const reading = readings[readings.length > 1 ? i : 0]
      if (!reading) throw new Error('A feature has no reading.')
      return change(reading, number)
    }),
  }
}

function rounding(context: DecisionContext, node: NodeReader): (number: number) => number {
  const dtype = context.model.float.types.get(node.output)?.dtype
  return dtype === 'f64' ? (number) => number : Math.fround
}

function scaled(context: DecisionContext, node: NodeReader, value: Codes, factor: Constant): Codes {
  const round = rounding(context, node)
  return perColumn(value, factor, (reading, by) => {
    if (by === 0) throw new NodeProblem('a factor of 0 makes a feature constant')
    return after(reading, (number) => round(number * by), by < 0)
  })
}

/** Whole numbers times constant ones. */
function multiplied(context: DecisionContext, value: Whole, factor: Constant): Whole {
  const by = wholeConstant(factor)
  const shape = broadcastShapes(value.shape, factor.shape)
  if (`${shape}` !== `${value.shape}`) throw new NodeProblem('an index is spread over a constant')
  const products = [by.low, by.high].flatMap((one) => [one * value.low, one * value.high])
  const [low, high] = [Math.min(...products), Math.max(...products)]
  if (low < -LARGEST || high > LARGEST) throw new NodeProblem('its products do not fit 32 bits')
  const [x, s] = context.spread(value.operand, context.weight(factor.shape, factor.data))
  const output = { dtype: 'i32' as const, shape: context.builder.typeOf(x).shape }
  const attributes = { shift: 0, mode: 0, grow: 0, low: -LARGEST, high: LARGEST }
  const operand = context.builder.step('Scale', [x, s], attributes, output)
  return { kind: 'whole', operand, shape: value.shape, low, high }
}

function wholeConstant({ data }: Constant): { low: number; high: number } {
  let low = Infinity
  let high = -Infinity
  for (const value of data) {
    low = Math.min(low, value)
    high = Math.max(high, value)
    if (!Number.isInteger(value) || Math.abs(value) > LARGEST)
      throw new NodeProblem('a constant is not of whole numbers of 32 bits')
  }
  return { low, high }
}

/** Sums times or over one positive number: their unit changes. */
function resized(
  context: DecisionContext,
  value: Extract<Exact, { kind: 'fixed' | 'lookup' }>,
  factorOf: (number: number) => number,
  { data }: Constant,
): Exact {
  const factor = factorOf(data[0] ?? 0)
  if (data.length !== 1 || !(factor > 0) || !Number.isFinite(factor))
    throw new NodeProblem('scores are scaled by something other than one number above 0')
  const from = value.kind === 'lookup' ? context.fixed(value) : value
  return { ...from, unit: from.unit * factor }
}

/** left + right, or left - right. */
function sum(context: DecisionContext, node: NodeReader, sign: 1 | -1): Exact {
  const [left, right] = node.inputs
  const constantFirst = context.constants.has(left ?? '')
  const name = constantFirst ? right : left
  const other = constantFirst ? left : right
  const value = context.take(name, 'codes', 'whole', 'fixed', 'lookup')
  const constant = context.constants.get(other ?? '')
  if (value.kind === 'codes') {
    const by = context.constant(other, 'what is added to features')
    const round = rounding(context, node)
    return perColumn(value, by, (reading, number) =>
      constantFirst && sign === -1
        ? after(reading, (own) => round(number - own), true)
        : after(reading, (own) => round(own + sign * number)),
    )
  }
  if (value.kind === 'whole') {
    const one = wholeOf(context, left)
    const two = wholeOf(context, right)
    const shape = broadcastShapes(one.shape, two.shape)
    const low = one.low + (sign === 1 ? two.low : -two.high)
    const high = one.high + (sign === 1 ? two.high : -two.low)
    if (!shape || low < -LARGEST || high > LARGEST)
      throw new NodeProblem('its sums do not fit 32 bits')
    const operand = context.added(one.operand, two.operand, { rightSign: sign })
    return { kind: 'whole', operand: context.reshaped(operand, shape), shape, low, high }
  }
  const from = value.kind === 'lookup' ? context.fixed(value) : value
  if (!constant) throw new NodeProblem('two sums of leaves are joined')
  const units = Array.from(constant.data, (number) => Math.round(number / from.unit))
  const most = from.most + units.reduce((most, unit) => Math.max(most, Math.abs(unit)), 0)
  const shape = broadcastShapes(from.shape, constant.shape)
  if (!shape || !(most <= LARGEST))
    throw new NodeProblem('what is added to scores is too large beside them')
  const base = context.weight(constant.shape, units)
  const signs = constantFirst ? { leftSign: sign } : { rightSign: sign }
  const operand = context.added(from.operand, base, signs)
  return { ...from, operand: context.reshaped(operand, shape), shape, most }
}

function joined(
  context: DecisionContext,
  node: NodeReader,
  kind: '==' | '<=',
  wanted: readonly number[],
): Whole {
  const left = truth(context, node.input(0))
  const right = truth(context, node.input(1))
  const shape = broadcastShapes(left.shape, right.shape)
  if (!shape) throw new NodeProblem(`[${left.shape}] and [${right.shape}] cannot be joined`)
  const both = context.added(left.operand, right.operand, { low: 0, high: 2 })
  const operand = context.compared(kind, context.weight([1], wanted), both)
  return { kind: 'whole', operand: context.reshaped(operand, shape), shape, low: 0, high: 1 }
}

/** left < right, <= or ==; with the operands the other way round where they are swapped. */
function comparison(
  context: DecisionContext,
  node: NodeReader,
  kind: '<' | '<=' | '==',
  swapped: boolean,
): Whole {
  const [left, right] = swapped ? [node.input(1), node.input(0)] : [node.input(0), node.input(1)]
  const threshold = (name: string | undefined): Constant | Lookup | undefined => {
    const value = context.value(name)
    return value?.kind === 'lookup' ? value : context.constants.get(name ?? '')
  }
  const numbers = (name: string | undefined) => context.take(name, 'codes', 'whole', 'fixed')
  const bound = threshold(right)
  if (bound) return context.tested(kind, numbers(left), bound, false)
  const other = threshold(left)
  // t < x is what is left of x <= t.
  const opposite = kind === '<' ? '<=' : kind === '<=' ? '<' : '=='
  if (other) return context.tested(opposite, numbers(right), other, kind !== '==')
  const [one, two] = [context.take(left, 'whole'), context.take(right, 'whole')]
  const shape = broadcastShapes(one.shape, two.shape)
  if (!shape) throw new NodeProblem(`[${one.shape}] and [${two.shape}] cannot be compared`)
  context.decides = true
  const operand = context.reshaped(context.compared(kind, one.operand, two.operand), shape)
  return { kind: 'whole', operand, shape, low: 0, high: 1 }
}

/** Rows of a constant table by an index of the program. */
function lookUp(context: DecisionContext, index: Whole, table: Constant): Exact {
  const rows = table.shape[0] ?? 1
  if (index.low < 0 || index.high >= rows)
    throw new NodeProblem(`an index reaches from ${index.low} to ${index.high} of ${rows} rows`)
  const shape = [...index.shape, ...table.shape.slice(1)]
  if (!isInteger(table.dtype)) return { kind: 'lookup', index: index.operand, table, shape }
  const { low, high } = wholeConstant(table)
  const output = {
    dtype: 'i32' as const,
    shape: [...context.builder.typeOf(index.operand).shape, ...table.shape.slice(1)],
  }
  const operands = [index.operand, context.weight(table.shape, table.data)]
  const operand = context.reshaped(context.builder.step('Gather', operands, {}, output), shape)
  const from = { index: index.operand, table: table.data }
  return { kind: 'whole', operand, shape, low, high, ...(table.shape.length === 1 ? { from } : {}) }
}

/** Elements along an axis, at constant places. */
function gatherConstant(
  context: DecisionContext,
  value: ReturnType<typeof plain>,
  indices: Constant,
  axis: number,
): Exact {
  const { shape } = value
  if (value.kind === 'codes' && value.chosen) requireAlike(value)
  const extent = shape[axis] ?? 1
  const rank = indices.shape.length
  const result = shape.toSpliced(axis, 1, ...indices.shape)
  const strides = stridesOf(shape)
  const own = stridesOf(indices.shape)
  const at = (index: readonly number[]) => {
    const place = index.reduce((sum, i, k) => sum + i * (own[k] ?? 1), 0)
    const found = indices.data[place] ?? 0
    const from = found < 0 ? found + extent : found
    if (!(from >= 0 && from < extent))
      throw new NodeProblem(`index ${found} is not among ${extent} elements`)
    return from
  }
  const places: number[] = []
  eachIndex(result, (index) => {
    const before = index.slice(0, axis)
    const behind = index.slice(axis + rank)
    const source = [...before, at(index.slice(axis, axis + rank)), ...behind]
    places.push(source.reduce((sum, i, k) => sum + i * (strides[k] ?? 1), 0))
  })
  const operand = context.gathered(context.weight(result, places), value.operand)
  const moved = { ...forgotten(value), operand: context.reshaped(operand, result), shape: result }
  if (moved.kind !== 'codes' || moved.readings.length === 1) return moved
  if (axis !== shape.length - 1) return moved
  if (rank === 0) {
    const reading = moved.readings[at([])]
    return { ...moved, readings: reading ? [reading] : [] }
  }
  if (rank > 1) requireAlike(moved)
  const readings = Array.from({ length: indices.shape.at(-1) ?? 1 }, (_, i) => {
    const reading = moved.readings[rank > 1 ? 0 : at([i])]
    if (!reading) throw new Error('A feature has no reading.')
    return reading
  })
  return { ...moved, readings }
}

/** Features along an axis, at places that the program computed. */
function pick(
  context: DecisionContext,
  parameters: {
    from: Codes
    index: Whole
    axis: number
    shape: readonly number[]
    /** Whether the axis stays among those of the index. */
    kept: boolean
  },
): Codes {
  const { from, index, axis, shape, kept } = parameters
  const rank = kept ? shape.length : shape.length + 1
  const source = [...Array<number>(rank - from.shape.length).fill(1), ...from.shape]
  const extent = source[axis] ?? 1
  if (index.low < 0 || index.high >= extent)
    throw new NodeProblem(
      `an index reaches from ${index.low} to ${index.high} of ${extent} features`,
    )
  const strides = stridesOf(source)
  const stride = strides[axis] ?? 1
  const offsets: number[] = []
  eachIndex(shape, (position) => {
    const whole = kept ? position.with(axis, 0) : position.toSpliced(axis, 0, 0)
    offsets.push(
      whole.reduce((sum, i, at) => sum + (source[at] === 1 ? 0 : i * (strides[at] ?? 1)), 0),
    )
  })
  const along = Array.from({ length: extent }, (_, i) => i * stride)
  const steps =
    stride === 1 ? index.operand : context.gathered(index.operand, context.weight([extent], along))
  const places = offsets.every((offset) => offset === 0)
    ? steps
    : context.added(steps, context.weight(shape, offsets))
  const operand = context.reshaped(context.gathered(places, from.operand), shape)
  const [first] = from.readings
  if (from.readings.every((reading) => reading === first))
    return { kind: 'codes', operand, shape, readings: from.readings.slice(0, 1) }
  const isFeature = axis === rank - 1 || source.slice(axis + 1).every((size) => size === 1)
  if (!isFeature || !index.from || from.readings.length !== extent)
    throw new NodeProblem(
      'an index chooses among features that are scaled each in its own way; train the trees without a scaler',
    )
  const readings = Array.from(index.from.table, (feature) => from.readings[feature] ?? whole)
  return {
    kind: 'codes',
    operand,
    shape,
    readings: from.readings,
    chosen: { index: index.from.index, readings },
  }
}
