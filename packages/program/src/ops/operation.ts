import { ProgramError } from '../errors.ts'
import type { Graph } from '../onnx/graph.ts'
import type { DType, OpAttributes, OpName, TensorType, Weight } from '../program.ts'
import type { ElementReads } from './element.ts'
import type { Interval } from './interval.ts'
import type { OperandRead } from './reads.ts'
import type { TensorData } from './tensorData.ts'
import type { WeightFacts } from './WeightFacts.ts'

/** A step with everything it refers to looked up. */
export interface ResolvedStep<Name extends OpName> {
  readonly attributes: OpAttributes[Name]
  readonly operands: readonly TensorType[]
  /** At each operand's position: the weight, where the operand is one. */
  readonly weights: readonly (Weight | undefined)[]
  readonly output: TensorType
}

/** An attribute's name and how many integers it is: one, a fixed number, or one for each output dimension. */
export type AttributeField<Name extends OpName> = readonly [
  name: keyof OpAttributes[Name] & string,
  count: 'one' | 'rank' | number,
]

/** What the numbers of the operand at this position lie between. */
export type IntervalOf = (position: number) => Interval

/** What an op is: everything that this package knows about it stands in one such object. */
export interface Operation<Name extends OpName> {
  readonly name: Name
  /** The byte that stands for the op in a step's committed encoding. */
  readonly code: number
  /** The attributes in the order of the committed encoding. */
  readonly attributes: readonly AttributeField<Name>[]
  /**
   * Refuses a step that is not well formed: operands, attributes, output type, accumulator bounds.
   * Attributes have been checked to be 32-bit integers, and shapes to be within the limits.
   *
   * @param interval what the numbers of an operand lie between
   */
  check(step: ResolvedStep<Name>, facts: WeightFacts, interval: IntervalOf): void
  /** What the numbers of the output lie between, for a step that passed `check`. */
  interval(step: ResolvedStep<Name>, interval: IntervalOf, facts: WeightFacts): Interval
  /** The reference: computes the output from the operands' numbers, as plainly as possible. */
  evaluate(step: ResolvedStep<Name>, operands: readonly TensorData[]): TensorData
  /** Adds ONNX nodes that compute the same; `value` gives an operand's name in the graph. */
  lower(
    step: ResolvedStep<Name>,
    graph: Graph,
    value: (position: number) => string,
    interval: IntervalOf,
  ): string
  /** What the referee reads and computes at most for one element of the output. */
  element(step: ResolvedStep<Name>): ElementReads
  /** What it reads for this element, in the order of the evidence; `bytesOf` gives an operand's canonical bytes. */
  reads(
    step: ResolvedStep<Name>,
    element: number,
    bytesOf: (position: number) => Uint8Array,
  ): readonly OperandRead[]
}

/** Refuses a step for a reason; the load gate adds which step it is. */
export function refuse(reason: string): never {
  throw new ProgramError('InvalidProgram', reason)
}

export function requireRange(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    refuse(`${name} is ${value}; it must be an integer from ${low} to ${high}.`)
}

export function requireOperands(step: ResolvedStep<OpName>, count: number): void {
  if (step.operands.length !== count)
    refuse(`it has ${step.operands.length} operands; it must have ${count}.`)
}

export function requireType(
  what: string,
  type: TensorType,
  dtypes: readonly DType[],
  rank?: number,
): void {
  if (!dtypes.includes(type.dtype))
    refuse(`${what} is ${type.dtype}; it must be ${dtypes.join(' or ')}.`)
  if (rank !== undefined && type.shape.length !== rank)
    refuse(`${what} has ${type.shape.length} dimensions; it must have ${rank}.`)
}

export function requireShape(what: string, type: TensorType, shape: readonly number[]): void {
  if (!equalShapes(type.shape, shape))
    refuse(`${what} has the shape ${show(type.shape)}; it must be ${show(shape)}.`)
}

/** The weight at an operand's position; an operand that must be constant and is not is refused. */
export function requireWeight(what: string, step: ResolvedStep<OpName>, position: number): Weight {
  return step.weights[position] ?? refuse(`${what} must be a weight, not computed.`)
}

export function equalShapes(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis])
}

export function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
