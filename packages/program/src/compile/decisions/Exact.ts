import type { Operand } from '../../program.ts'
import type { Constant } from '../floatGraph.ts'
import type { Reading } from './Reading.ts'

/** A tensor of the model that the program holds exactly. A tensor without axes is stored with one. */
export type Exact = Codes | Whole | Fixed | Lookup | OneHot | Picked

/** Features, as integers that stand for the model's numbers. */
export type Codes = {
  kind: 'codes'
  operand: Operand
  shape: readonly number[]
  /** One for all, or one for each index of the last axis. */
  readings: readonly Reading[]
  /** Where an index chose them: the reading of the feature that each row of its table names. */
  chosen?: { index: Operand; readings: readonly Reading[] }
}

/** Whole numbers of the model, as they are. */
export type Whole = {
  kind: 'whole'
  operand: Operand
  shape: readonly number[]
  low: number
  high: number
  /** The table that they were taken from, and by which index. */
  from?: { index: Operand; table: ArrayLike<number> }
  /** Where it says whether a condition holds: whether it does not. */
  opposite?: () => Whole
  /** Where it adds up the conditions of paths or, with a bound, says which paths are taken. */
  paths?: Paths
}

/** Which conditions (1) and which not (-1) each path from a root to a leaf asks for: trees, leaves, conditions. */
export type Paths = {
  trees: number
  leaves: number
  nodes: number
  matrix: Constant
  /** The sum with which a path is taken. */
  bound?: Constant
}

/** Sums in whole multiples of a unit. */
export type Fixed = {
  kind: 'fixed'
  operand: Operand
  shape: readonly number[]
  unit: number
  /** No multiple is larger. */
  most: number
}

/** Rows of a table of numbers, not taken from it yet. */
export type Lookup = {
  kind: 'lookup'
  index: Operand
  table: Constant
  shape: readonly number[]
}

/** 1 where an index names the place along the axis, else 0. */
export type OneHot = { kind: 'oneHot'; index: Whole; axis: number; shape: readonly number[] }

/** Features times a one-hot. */
export type Picked = {
  kind: 'picked'
  index: Whole
  axis: number
  from: Codes
  shape: readonly number[]
}
