import { MISSING } from '../../orderedFloat.ts'
import type { ProgramBuilder } from '../../ProgramBuilder.ts'
import type { Operand } from '../../program.ts'
import { chooseUnit, leafUnits, leafValues } from './fixedPoint.ts'
import type { TreeTable } from './layTrees.ts'
import type { Trees } from './trees.ts'

export const LARGEST = 2 ** 31 - 1

/** Sums longer than this are added up in parts. */
const BLOCK = 1024

export type Sums = {
  /** (rows, targets), whole multiples of the unit. */
  operand: Operand
  unit: number
  /** (rows, targets): how many leaves had a weight for the target, where a walk may miss it. */
  counts?: Operand
}

/** A constant of 32-bit integers, or of bytes where they hold it. */
export function integerWeight(
  builder: ProgramBuilder,
  shape: readonly number[],
  values: ArrayLike<number>,
  dtype: 'u8' | 'i32' = 'i32',
): Operand {
  const data =
    dtype === 'u8' ? Uint8Array.from(values) : new Uint8Array(Int32Array.from(values).buffer)
  return builder.weight({ dtype, shape }, data)
}

/** Walks all trees at once and adds up their leaves. x: i32 (rows * features). */
export function emitTrees(parameters: {
  builder: ProgramBuilder
  x: Operand
  rows: number
  features: number
  trees: Trees
  table: TreeTable
  needsCounts: boolean
}): Sums {
  const { builder, x, rows, features, trees, table } = parameters
  const states = table.isDoubled
    ? walk(builder, { x: doubled(builder, x, rows, features), rows, features: 2 * features, table })
    : walk(builder, { x, rows, features, table })
  const { targets } = trees
  const divisor = trees.isAverage ? table.trees : 1
  const scaled = trees.base.map((value) => value * divisor)
  const unit = chooseUnit(leafValues(table), table.trees, scaled)
  const sums = addLeaves(builder, {
    ...{ states, rows, trees: table.trees, targets },
    values: leafUnits(table, targets, unit),
  })
  const base = scaled.map((value) => Math.round(value / unit))
  const operand = base.some((value) => value !== 0)
    ? builder.step(
        'AddWide',
        [sums, integerWeight(builder, [1, targets], base)],
        { leftSign: 1, rightSign: 1, grow: 0, low: -LARGEST, high: LARGEST },
        { dtype: 'i32', shape: [rows, targets] },
      )
    : sums
  if (!parameters.needsCounts) return { operand, unit: unit / divisor }
  const present = new Int32Array(table.leaves.length * targets)
  table.leaves.forEach((weights, state) => {
    for (const { target } of weights) present[state * targets + target] = 1
  })
  const counts = addLeaves(builder, { states, rows, trees: table.trees, targets, values: present })
  return { operand, unit: unit / divisor, counts }
}

/** Each row of features twice, the second time with what is missing below every number: i32 (rows * 2 * features). */
function doubled(builder: ProgramBuilder, x: Operand, rows: number, features: number): Operand {
  const type = { dtype: 'i32' as const, shape: [rows, features] }
  const flat = [2 * rows * features]
  const plain = builder.step('Reshape', [x], { shape: type.shape }, type)
  const isMissing = builder.step(
    'Compare',
    [plain, integerWeight(builder, [1, 1], [MISSING])],
    { kind: 1, grow: 0 },
    { dtype: 'u8', shape: type.shape },
  )
  const least = integerWeight(builder, [1, 1], [-LARGEST])
  const low = builder.step('Select', [isMissing, least, plain], {}, type)
  const both = { dtype: 'i32' as const, shape: [rows, 2 * features] }
  const joined = builder.step('Concat', [plain, low], { axis: 1 }, both)
  return builder.step('Reshape', [joined], { shape: flat }, { dtype: 'i32', shape: flat })
}

/** The state in which each walk ends: i32 (rows, trees). */
function walk(
  builder: ProgramBuilder,
  parameters: { x: Operand; rows: number; features: number; table: TreeTable },
): Operand {
  const { x, rows, features, table } = parameters
  const { trees } = table
  const type = { dtype: 'i32' as const, shape: [rows, trees] }
  const states = table.features.length
  const small = features <= 256 ? 'u8' : 'i32'
  const featureTable = integerWeight(builder, [states], table.features, small)
  const boundTable = integerWeight(builder, [states], table.bounds)
  const childTable = integerWeight(builder, [states], table.children)
  // Rows of the input stand one after the other.
  const places = Int32Array.from(
    { length: rows * trees },
    (_, i) => Math.floor(i / trees) * features + (table.features[i % trees] ?? 0),
  )
  const starts = Int32Array.from({ length: rows }, (_, row) => row * features)
  const startOfRow = rows > 1 ? integerWeight(builder, [rows, 1], starts) : undefined
  let state = integerWeight(
    builder,
    type.shape,
    places.map((_, i) => i % trees),
  )
  for (let level = 0; level < table.levels; level++) {
    const isFirst = level === 0
    const of = (index: Operand, of: Operand, dtype: 'u8' | 'i32' = 'i32') =>
      builder.step('Gather', [index, of], {}, { dtype, shape: [rows, trees] })
    const offset = (feature: Operand) =>
      startOfRow
        ? builder.step(
            'AddWide',
            [feature, startOfRow],
            { leftSign: 1, rightSign: 1, grow: 0, low: 0, high: rows * features - 1 },
            type,
          )
        : feature
    const place = isFirst
      ? integerWeight(builder, type.shape, places)
      : offset(of(state, featureTable, small))
    const value = of(place, x)
    const bound = isFirst
      ? integerWeight(builder, [1, trees], table.bounds.subarray(0, trees))
      : of(state, boundTable)
    const isLess = builder.step(
      'Compare',
      [value, bound],
      { kind: 0, grow: 0 },
      { dtype: 'u8', shape: type.shape },
    )
    const child = isFirst
      ? integerWeight(builder, [1, trees], table.children.subarray(0, trees))
      : of(state, childTable)
    state = builder.step(
      'AddWide',
      [child, isLess],
      { leftSign: 1, rightSign: 1, grow: 0, low: 0, high: states - 1 },
      type,
    )
  }
  return state
}

/** The sum over all trees of a number that each state has for each target: i32 (rows, targets). */
function addLeaves(
  builder: ProgramBuilder,
  parameters: {
    states: Operand
    rows: number
    trees: number
    targets: number
    values: Int32Array
  },
): Operand {
  const { states, rows, trees, targets, values } = parameters
  const type = (shape: readonly number[]) => ({ dtype: 'i32' as const, shape })
  const count = values.length / targets
  if (targets === 1) {
    const table = integerWeight(builder, [count], values)
    return sumRows(builder, builder.step('Gather', [states, table], {}, type([rows, trees])))
  }
  const table = integerWeight(builder, [count, targets], values)
  const leaves = builder.step('Gather', [states, table], {}, type([rows, trees, targets]))
  const permutation = [0, 2, 1]
  const turned = builder.step('Transpose', [leaves], { permutation }, type([rows, targets, trees]))
  const sums = sumRows(builder, turned)
  return builder.step('Reshape', [sums], { shape: [rows, targets] }, type([rows, targets]))
}

/** The sum of each row of a tensor, along its last axis, which stays with a size of 1. */
export function sumRows(builder: ProgramBuilder, x: Operand): Operand {
  const { shape } = builder.typeOf(x)
  const columns = shape.at(-1) ?? 1
  const block = Math.min(columns, BLOCK)
  const blocks = Math.ceil(columns / block)
  const sums = builder.step(
    'RowSum',
    [x],
    { block, grow: 0, low: -LARGEST, high: LARGEST },
    { dtype: 'i32', shape: shape.with(-1, blocks) },
  )
  return blocks > 1 ? sumRows(builder, sums) : sums
}
