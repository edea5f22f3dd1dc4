import { ProgramError } from '../errors.ts'
import { type Operand, type OpName, operandType, type Program, type Step } from '../program.ts'
import { everyNumber, type Interval } from './interval.ts'
import type { ResolvedStep } from './operation.ts'
import { operationOf } from './operations.ts'
import type { WeightFacts } from './WeightFacts.ts'

/** A step with its operands' types and weights looked up. */
export function resolveStep(program: Program, step: Step): ResolvedStep<OpName> {
  return {
    attributes: step.attributes,
    operands: step.operands.map((operand) => operandType(program, operand)),
    weights: step.operands.map((operand) =>
      operand.kind === 'weight' ? program.weights[operand.index] : undefined,
    ),
    output: step.output,
  }
}

/** What the numbers of an operand lie between; `produced` has it for each step that stands before. */
export function operandInterval(
  program: Program,
  operand: Operand,
  produced: readonly Interval[],
  facts: WeightFacts,
): Interval {
  if (operand.kind === 'input') return everyNumber[program.input.dtype]
  if (operand.kind === 'step') return produced[operand.index]!
  return facts.range(program.weights[operand.index]!)
}

/** What the numbers of each step of a program lie between that passed `checkProgram`. */
export function stepIntervals(program: Program, facts: WeightFacts): Interval[] {
  const intervals: Interval[] = []
  for (const step of program.steps) {
    const interval = (position: number) =>
      operandInterval(program, step.operands[position]!, intervals, facts)
    intervals.push(operationOf(step.op).interval(resolveStep(program, step), interval, facts))
  }
  return intervals
}

/** A step's attributes as the integers that are committed to, in order. */
export function attributeIntegers(step: Step): number[] {
  const integers: number[] = []
  for (const [name, count] of operationOf(step.op).attributes) {
    const value = (step.attributes as Readonly<Record<string, number | readonly number[]>>)[name]
    const values = typeof value === 'number' ? [value] : (value ?? [])
    const expected = count === 'one' ? 1 : count === 'rank' ? step.output.shape.length : count
    if (values.length !== expected || (count === 'one') !== (typeof value === 'number'))
      throw new ProgramError('InvalidProgram', `${name} must be ${expected} integers.`)
    for (const integer of values) {
      if (!Number.isInteger(integer) || integer < -(2 ** 31) || integer >= 2 ** 31)
        throw new ProgramError('InvalidProgram', `${name} has ${integer}, not a 32-bit integer.`)
      integers.push(integer)
    }
  }
  return integers
}
