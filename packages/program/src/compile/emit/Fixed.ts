import type { Operand } from '../../program.ts'
import { DECODING, type FloatNode } from '../floatGraph.ts'
import type { Layer } from '../quantize/layers.ts'
import type { EmitContext } from './EmitContext.ts'
import { INPUT_REACH, type Placed, reachOf, storedShape } from './placement.ts'
import { toByte } from './requantization.ts'

/** A tensor of i32 numbers: each stands for so many units, and none is further from zero than the reach. */
export type Fixed = Placed & { unit: number; reach: number }

const LARGEST_I32 = 2 ** 31 - 1
/** Products below it are exact in a double, and so is what is rounded of them. */
const EXACT = 2 ** 52
const LARGEST_SHIFT = 46
/** Sums are gathered in units this many bits finer than the result's, and rounded once more. */
const FINE_BITS = 6

/** What a layer's tensor is to hold: numbers from low to high, each so many units, stored with the zero point added. */
export type Target = {
  unit: number
  zero: number
  low: number
  high: number
  dtype: 'u8' | 'i32'
}

/** The target of a layer, its clamp included. */
export function targetOf(context: EmitContext, layer: Layer): Target {
  const unit = context.unit(layer.output)
  if (unit !== undefined) {
    const reach = Math.min(reachOf(layer.node), Math.ceil(mostOf(layer.node) / unit))
    const whole = (bound: number) => Math.min(reach, Math.max(-reach, Math.round(bound / unit)))
    const low = whole(layer.low)
    const high = Math.max(low + 1, whole(layer.high))
    return { unit, zero: 0, low, high, dtype: 'i32' }
  }
  const scale = context.scale(layer.output)
  if (!scale) return context.fail(layer, 'its output has no scale')
  const low = toByte(layer.low, scale) - scale.zero
  const high = Math.max(low + 1, toByte(layer.high, scale) - scale.zero)
  return { unit: scale.scale, zero: scale.zero, low, high, dtype: 'u8' }
}

/** The largest number that an input stands for: in coarse units, as of a Concat with others, it does not fill the integers. */
function mostOf(node: FloatNode): number {
  if (node.op !== 'Affine' || node.source !== DECODING) return Infinity
  const scale = node.scale.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return scale * INPUT_REACH
}

/** The fine units in which a layer's sum is gathered. */
export function fineUnit(target: Target): number {
  return target.unit / 2 ** FINE_BITS
}

/** The numbers that a tensor stands for, without zero point, as i32. */
export function asFixed(context: EmitContext, x: Placed): Fixed {
  if (x.dtype === 'i32') return { ...x, unit: x.unit ?? 1, reach: x.reach ?? LARGEST_I32 }
  const { scale = { scale: 1, zero: 0 } } = x
  const stored = storedShape(x)
  const operand = context.once(x.operand, 'fixed', () =>
    context.builder.step(
      'AddWide',
      [
        x.operand,
        integers(
          context,
          stored.map(() => 1),
          [scale.zero],
        ),
      ],
      { leftSign: 1, rightSign: -1, grow: 0, low: -255, high: 255 },
      { dtype: 'i32', shape: stored },
    ),
  )
  const { scale: _bytes, ...rest } = x
  return { ...rest, operand, dtype: 'i32', unit: scale.scale, reach: 255 }
}

/** A weight of i32 numbers in a stored shape. */
export function integers(
  context: EmitContext,
  shape: readonly number[],
  values: ArrayLike<number>,
): Operand {
  const data = Int32Array.from(values)
  return context.weight({ dtype: 'i32', shape: [...shape] }, new Uint8Array(data.buffer))
}

/** Factors of a tensor's numbers: one, or as many as a shape of the tensor's rank has, each axis 1 or the tensor's. */
export type Ratios = { shape: readonly number[]; values: ArrayLike<number> }

/** One factor for all numbers of a tensor. */
export function ratio(x: Placed, value: number): Ratios {
  return { shape: storedShape(x).map(() => 1), values: [value] }
}

/** The numbers times these factors, rounded to the nearest integer and kept between two bounds. */
export function scaleBy(
  context: EmitContext,
  layer: Layer,
  x: Fixed,
  ratios: Ratios,
  bounds: { low: number; high: number },
): Operand {
  let most = 0
  for (let i = 0; i < ratios.values.length; i++)
    most = Math.max(most, Math.abs(ratios.values[i] ?? 0))
  const limit = Math.min(LARGEST_I32, Math.floor((EXACT - 1) / Math.max(1, x.reach)))
  let shift = LARGEST_SHIFT
  while (shift > 0 && Math.round(most * 2 ** shift) > limit) shift--
  // A factor beyond the limit takes every number but zero beyond the bounds, as the limit itself does.
  const isBound = limit >= Math.max(Math.abs(bounds.low), Math.abs(bounds.high))
  if (!(Math.round(most * 2 ** shift) <= limit) && !isBound)
    return context.fail(layer, 'its operands are out of scale with its output')
  // A factor that is one is told by the shift of zero that it allows.
  while (shift > 0 && isWhole(ratios.values, 2 ** (shift - 1))) shift--
  const factors = Array.from(ratios.values, (value) =>
    Math.min(limit, Math.max(-limit, Math.round(value * 2 ** shift))),
  )
  return context.builder.step(
    'Scale',
    [x.operand, integers(context, ratios.shape, factors)],
    { shift, mode: 0, grow: 0, ...bounds },
    { dtype: 'i32', shape: storedShape(x) },
  )
}

function isWhole(values: ArrayLike<number>, factor: number): boolean {
  for (let i = 0; i < values.length; i++)
    if (!Number.isInteger((values[i] ?? 0) * factor)) return false
  return true
}

/** The same numbers in other units, as far as i32 holds them. */
export function inUnits(context: EmitContext, layer: Layer, x: Fixed, unit: number): Fixed {
  if (x.unit === unit) return x
  const reach = Math.min(LARGEST_I32, Math.ceil((x.reach * x.unit) / unit) + 1)
  const bounds = { low: -reach, high: reach }
  const operand = scaleBy(context, layer, x, ratio(x, x.unit / unit), bounds)
  return { ...x, operand, unit, reach }
}

/** The sum or difference of two tensors of the same units and rank; an axis of 1 is repeated. */
export function add(
  context: EmitContext,
  left: Fixed,
  right: Fixed | Ratios,
  sign: 1 | -1 = 1,
  shape = storedShape(left),
): Fixed {
  const isConstant = 'values' in right
  const operand = isConstant ? integers(context, right.shape, right.values) : right.operand
  let reach = left.reach
  if (isConstant) {
    let most = 0
    for (let i = 0; i < right.values.length; i++)
      most = Math.max(most, Math.abs(right.values[i] ?? 0))
    reach += most
  } else reach += right.reach
  reach = Math.min(LARGEST_I32, Math.max(1, Math.ceil(reach)))
  const sum = context.builder.step(
    'AddWide',
    [left.operand, operand],
    { leftSign: 1, rightSign: sign, grow: 0, low: -reach, high: reach },
    { dtype: 'i32', shape: [...shape] },
  )
  return { ...left, operand: sum, reach }
}

/** A layer's tensor from its numbers times these factors, which bring them to the target's units. */
export function finish(
  context: EmitContext,
  layer: Layer,
  x: Fixed,
  target: Target,
  ratios: Ratios = ratio(x, x.unit / target.unit),
): Placed {
  const { low, high, zero } = target
  const rounded = scaleBy(context, layer, x, ratios, { low, high })
  const { unit: _unit, reach: _reach, scale: _scale, ...rest } = x
  if (target.dtype === 'i32') {
    const reach = Math.max(Math.abs(low), Math.abs(high))
    return { ...rest, operand: rounded, dtype: 'i32', unit: target.unit, reach }
  }
  const stored = storedShape(x)
  const operand = context.builder.step(
    'AddWide',
    [
      rounded,
      integers(
        context,
        stored.map(() => 1),
        [zero],
      ),
    ],
    { leftSign: 1, rightSign: 1, grow: 0, low: low + zero, high: high + zero },
    { dtype: 'u8', shape: stored },
  )
  return { ...rest, operand, dtype: 'u8', scale: { scale: target.unit, zero } }
}

/** What carries a tensor into an integer product: bytes, each with a zero point of its own. */
export type Plane = { operand: Operand; zero: number; unit: number }

/** A tensor as planes of bytes, the coarsest first: as many as its reach takes. */
export function planesOf(context: EmitContext, x: Placed): Plane[] {
  if (x.dtype === 'u8') {
    const { scale = { scale: 1, zero: 0 } } = x
    return [{ operand: x.operand, zero: scale.zero, unit: scale.scale }]
  }
  const { unit, reach } = asFixed(context, x)
  const planes: Plane[] = []
  let rest = x.operand
  let left = reach
  let of = unit
  while (left > HALF - 1) {
    const { coarse, low } = splitByte(context, rest, left)
    planes.unshift({ operand: low, zero: HALF, unit: of })
    rest = coarse
    left = Math.floor((left + HALF) / BYTE)
    of *= BYTE
  }
  const top = context.once(rest, 'top', () =>
    addNumber(context, rest, HALF, { dtype: 'u8', low: 0, high: BYTE - 1 }),
  )
  return [{ operand: top, zero: HALF, unit: of }, ...planes]
}

const BYTE = 256
const HALF = 128

/** Numbers as 256ths, rounded to the nearest, and what is left of them: from -128 to 127, with a zero point of 128. */
function splitByte(context: EmitContext, operand: Operand, reach: number) {
  const { builder } = context
  const { shape } = builder.typeOf(operand)
  const factor = (value: number) =>
    integers(
      context,
      shape.map(() => 1),
      [value],
    )
  const most = Math.floor((reach + HALF) / BYTE)
  const raised = context.once(operand, 'raised', () =>
    addNumber(context, operand, HALF, { dtype: 'i32', low: HALF - reach, high: HALF + reach }),
  )
  const coarse = context.once(operand, 'coarse', () =>
    builder.step(
      'Scale',
      [raised, factor(1)],
      { shift: 8, mode: 1, grow: 0, low: -most, high: most },
      { dtype: 'i32', shape },
    ),
  )
  const low = context.once(operand, 'low', () => {
    const whole = builder.step(
      'Scale',
      [coarse, factor(BYTE)],
      { shift: 0, mode: 0, grow: 0, low: -BYTE * most, high: BYTE * most },
      { dtype: 'i32', shape },
    )
    return builder.step(
      'AddWide',
      [raised, whole],
      { leftSign: 1, rightSign: -1, grow: 0, low: 0, high: BYTE - 1 },
      { dtype: 'u8', shape },
    )
  })
  return { coarse, low }
}

/** One number added to all. */
function addNumber(
  context: EmitContext,
  operand: Operand,
  number: number,
  result: { dtype: 'u8' | 'i32'; low: number; high: number },
): Operand {
  const { shape } = context.builder.typeOf(operand)
  const { dtype, low, high } = result
  const one = integers(
    context,
    shape.map(() => 1),
    [number],
  )
  const attributes = { leftSign: 1, rightSign: 1, grow: 0, low, high }
  return context.builder.step('AddWide', [operand, one], attributes, { dtype, shape })
}
