import type { ProgramBuilder } from '../../ProgramBuilder.ts'
import type { DType, Operand } from '../../program.ts'
import { DECODING, type FloatNode, sizeOf } from '../floatGraph.ts'
import type { ByteScale } from '../quantize/chooseRange.ts'

/**
 * Where a tensor of the float graph stands in the program. The program stores images channels-last, so the
 * axes of the stored tensor are those of the float one in another order: transposing costs nothing until
 * an operator needs the axes in an order of its own.
 */
export type Placed = {
  operand: Operand
  dtype: DType
  /** Extents of the float tensor's axes. */
  shape: readonly number[]
  /** Stored axis i is the float tensor's axis order[i]. */
  order: readonly number[]
  /** What the bytes stand for. */
  scale?: ByteScale
  /** What one step of an i32 number stands for. */
  unit?: number
  /** No i32 number is further from zero, where that is known. */
  reach?: number
}

/** Wide tensors hold 16 bits: two planes of bytes, each from -128 to 127, carry them into an integer product. */
export const WIDE_REACH = 127 * 256 + 127
/** Wide inputs hold 24 bits: what is seen in use may reach far beyond what was seen before, and still be told apart. */
export const INPUT_REACH = 256 * WIDE_REACH + 127

/** How far from zero the wide numbers of a node may be: what decodes an input keeps all that the input tells apart. */
export function reachOf(node: FloatNode | undefined): number {
  return node?.source === DECODING ? INPUT_REACH : WIDE_REACH
}

export const CHANNELS_LAST: readonly number[] = [0, 2, 3, 1]

export function rowMajor(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis)
}

export function storedShape({ shape, order }: Pick<Placed, 'shape' | 'order'>): number[] {
  // A tensor without axes is stored with one.
  return order.length === 0 ? [1] : order.map((axis) => shape[axis] ?? 1)
}

/** Brings a tensor's stored axes into an order, moving elements only where it has to. */
export function arrange(builder: ProgramBuilder, placed: Placed, order: readonly number[]): Placed {
  const { shape } = placed
  const result = { ...placed, order: [...order] }
  const long = (axes: readonly number[]) => axes.filter((axis) => (shape[axis] ?? 1) > 1)
  const from = long(placed.order)
  const to = long(order)
  let { operand } = placed
  if (`${from}` !== `${to}`) {
    // Neighbours that stay neighbours move as one axis.
    const runs: number[][] = []
    for (const axis of from) {
      const last = runs.at(-1)
      const previous = last?.at(-1)
      const follows = previous !== undefined && to[to.indexOf(previous) + 1] === axis
      if (follows) last?.push(axis)
      else runs.push([axis])
    }
    const extent = (run: readonly number[]) => sizeOf(run.map((axis) => shape[axis] ?? 1))
    operand = reshapeStored(builder, operand, placed.dtype, runs.map(extent))
    const turned = [...runs].sort((a, b) => to.indexOf(a[0] ?? 0) - to.indexOf(b[0] ?? 0))
    const permutation = turned.map((run) => runs.indexOf(run))
    const output = { dtype: placed.dtype, shape: turned.map(extent) }
    operand = builder.step('Transpose', [operand], { permutation }, output)
  }
  return { ...result, operand: reshapeStored(builder, operand, placed.dtype, storedShape(result)) }
}

/** The same elements in the same order under another shape of the float tensor. */
export function reshape(builder: ProgramBuilder, placed: Placed, shape: readonly number[]): Placed {
  const groups = matchAxes(placed.shape, shape)
  const first = (left: readonly number[]) =>
    Math.min(
      ...left
        .filter((axis) => (placed.shape[axis] ?? 1) > 1)
        .map((axis) => placed.order.indexOf(axis)),
    )
  let before = -1
  const positioned = groups.map((group) => {
    const long = first(group.left)
    const at = Number.isFinite(long)
      ? long
      : group.left[0] === undefined
        ? before
        : placed.order.indexOf(group.left[0])
    before = at
    return { ...group, at }
  })
  const sorted = positioned
    .map((group, place) => ({ ...group, place }))
    .sort((a, b) => a.at - b.at || a.place - b.place)
  const arranged = arrange(
    builder,
    placed,
    sorted.flatMap(({ left }) => left),
  )
  const result = { ...arranged, shape, order: sorted.flatMap(({ right }) => right) }
  return {
    ...result,
    operand: reshapeStored(builder, arranged.operand, placed.dtype, storedShape(result)),
  }
}

/** The float tensor's axes in another order; nothing moves. */
export function transpose(placed: Placed, permutation: readonly number[]): Placed {
  return {
    ...placed,
    shape: permutation.map((axis) => placed.shape[axis] ?? 1),
    order: placed.order.map((axis) => permutation.indexOf(axis)),
  }
}

/** Adds axes of extent 1 in front. */
export function widen(builder: ProgramBuilder, placed: Placed, rank: number): Placed {
  const missing = rank - placed.shape.length
  if (missing <= 0) return placed
  const added = rowMajor(missing)
  const result = {
    ...placed,
    shape: [...added.map(() => 1), ...placed.shape],
    order: [...added, ...placed.order.map((axis) => axis + missing)],
  }
  return {
    ...result,
    operand: reshapeStored(builder, placed.operand, placed.dtype, storedShape(result)),
  }
}

/** As many operands as one step takes. */
const MOST_OPERANDS = 64

/** Joins tensors along a stored axis, a limited number at a time. */
export function joinParts(
  builder: ProgramBuilder,
  parts: readonly Operand[],
  axis: number,
): Operand {
  let operands = parts
  while (operands.length > 1) {
    const joined: Operand[] = []
    for (let i = 0; i < operands.length; i += MOST_OPERANDS) {
      const some = operands.slice(i, i + MOST_OPERANDS)
      const types = some.map((operand) => builder.typeOf(operand))
      const [first] = types
      if (!first || some.length === 1) joined.push(...some)
      else {
        const total = types.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0)
        const shape = first.shape.map((extent, at) => (at === axis ? total : extent))
        joined.push(builder.step('Concat', some, { axis }, { dtype: first.dtype, shape }))
      }
    }
    operands = joined
  }
  const [whole] = operands
  if (!whole) throw new Error('Nothing is joined.')
  return whole
}

export function reshapeStored(
  builder: ProgramBuilder,
  operand: Operand,
  dtype: DType,
  shape: readonly number[],
): Operand {
  const wanted = shape.length === 0 ? [1] : shape
  if (`${builder.typeOf(operand).shape}` === `${wanted}`) return operand
  return builder.step('Reshape', [operand], { shape: wanted }, { dtype, shape: wanted })
}

type AxisGroup = { left: number[]; right: number[] }

/** Splits two shapes of one size into the shortest runs of axes that hold the same elements. */
export function matchAxes(from: readonly number[], to: readonly number[]): AxisGroup[] {
  const groups: AxisGroup[] = []
  let i = 0
  let j = 0
  while (i < from.length || j < to.length) {
    const left: number[] = []
    const right: number[] = []
    let held = 1
    let wanted = 1
    if (i < from.length) {
      left.push(i)
      held *= from[i++] ?? 1
    }
    if (j < to.length) {
      right.push(j)
      wanted *= to[j++] ?? 1
    }
    while (held !== wanted) {
      if (held < wanted) {
        if (i >= from.length) throw new Error(`[${from}] and [${to}] differ in size.`)
        left.push(i)
        held *= from[i++] ?? 1
      } else {
        if (j >= to.length) throw new Error(`[${from}] and [${to}] differ in size.`)
        right.push(j)
        wanted *= to[j++] ?? 1
      }
    }
    groups.push({ left, right })
  }
  return groups
}
