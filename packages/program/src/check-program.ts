import { ProgramError } from './errors.ts'
import { limits } from './limits.ts'
import { elementCost, gasModel } from './ops/element.ts'
import type { ResolvedStep } from './ops/operation.ts'
import { operationOf, operations } from './ops/operations.ts'
import {
  byteLength,
  type DType,
  elementCount,
  type OpName,
  operandType,
  PROGRAM_VERSION,
  type Program,
  type Step,
  type TensorType,
} from './program.ts'

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

/**
 * The load gate: judgeable or refused. Passes a program of which every step is well formed, every
 * accumulator within bounds, and every element within what the referee can compute in one transaction.
 *
 * @throws ProgramError `UnsupportedVersion`, `LimitExceeded`, `InvalidProgram`, `NotJudgeable`
 */
export function checkProgram(program: Program): void {
  if (program.version !== PROGRAM_VERSION)
    throw new ProgramError(
      'UnsupportedVersion',
      `The program is of version ${program.version}; this software knows version ${PROGRAM_VERSION}.`,
    )
  checkCounts(program)
  checkType('the input', program.input, ['u8', 'i32'], limits.activationBytes)
  for (const [i, weight] of program.weights.entries()) {
    checkType(`weight ${i}`, weight.type, ['u8', 'i8', 'i32'], limits.weightBytes)
    if (weight.data.length !== byteLength(weight.type))
      throw new ProgramError(
        'InvalidProgram',
        `Weight ${i} has ${weight.data.length} bytes; its type has ${byteLength(weight.type)}.`,
      )
  }
  let traceBytes = 0
  let work = 0
  for (const [i, step] of program.steps.entries()) {
    work += checkStep(program, step, i) * elementCount(step.output.shape)
    if (work > limits.multiplyAdds)
      exceed('the program', work, limits.multiplyAdds, 'multiply-adds')
    traceBytes += byteLength(step.output)
    if (traceBytes > limits.traceBytes) exceed('the trace', traceBytes, limits.traceBytes, 'bytes')
  }
  const seen = new Set<number>()
  for (const output of program.outputs) {
    if (!Number.isInteger(output) || output < 0 || output >= program.steps.length)
      throw new ProgramError('InvalidProgram', `Output ${output} is not a step of the program.`)
    if (seen.has(output))
      throw new ProgramError('InvalidProgram', `Step ${output} is an output more than once.`)
    seen.add(output)
  }
}

function checkCounts(program: Program): void {
  const counts = [
    ['steps', program.steps.length, limits.steps],
    ['weights', program.weights.length, limits.weights],
    ['outputs', program.outputs.length, limits.outputs],
  ] as const
  for (const [what, count, limit] of counts)
    if (count > limit) exceed('the program', count, limit, what)
  if (program.steps.length === 0 || program.outputs.length === 0)
    throw new ProgramError('InvalidProgram', 'A program needs at least one step and one output.')
  if (!program.steps.some(({ operands }) => operands.some(({ kind }) => kind === 'input')))
    throw new ProgramError('InvalidProgram', 'No step of the program reads its input.')
}

/** Checks one step and returns how much work one element of it is. */
function checkStep(program: Program, step: Step, index: number): number {
  const where = `Step ${index} (${step.op})`
  if (!Object.hasOwn(operations, step.op))
    throw new ProgramError('InvalidProgram', `${where}: there is no such op.`)
  const operation = operationOf(step.op)
  if (step.operands.length < 1 || step.operands.length > limits.operands)
    exceed(where, step.operands.length, limits.operands, 'operands')
  for (const operand of step.operands) checkOperand(program, operand, index, where)
  checkType(`the output of ${where}`, step.output, ['u8', 'i32'], limits.activationBytes)
  try {
    attributeIntegers(step)
    const resolved = resolveStep(program, step)
    operation.check(resolved)
    const reads = operation.element(resolved)
    const { gas, calldata } = elementCost(reads)
    if (gas > gasModel.limit || calldata > gasModel.calldataLimit)
      throw new ProgramError(
        'NotJudgeable',
        `one element would cost the referee about ${gas} gas and ${calldata} bytes of calldata; at most ${gasModel.limit} and ${gasModel.calldataLimit} fit a transaction with room to spare.`,
      )
    return reads.loops
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw new ProgramError(error.name, `${where}: ${error.message}`)
  }
}

function checkOperand(
  program: Program,
  operand: Step['operands'][number],
  step: number,
  where: string,
): void {
  if (operand.kind === 'input') return
  const end = operand.kind === 'weight' ? program.weights.length : step
  if (!Number.isInteger(operand.index) || operand.index < 0 || operand.index >= end)
    throw new ProgramError(
      'InvalidProgram',
      `${where}: its operand ${operand.kind} ${operand.index} does not stand before it.`,
    )
}

/** Checks a type against the limits; nothing has been allocated for the tensor yet. */
export function checkType(
  what: string,
  type: TensorType,
  dtypes: readonly DType[],
  bytes: number,
): void {
  if (!dtypes.includes(type.dtype))
    throw new ProgramError(
      'InvalidProgram',
      `The type of ${what} is ${type.dtype}; it must be ${dtypes.join(' or ')}.`,
    )
  if (type.shape.length < 1 || type.shape.length > limits.rank)
    exceed(what, type.shape.length, limits.rank, 'dimensions')
  for (const size of type.shape)
    if (!Number.isInteger(size) || size < 1 || size > limits.dimension)
      exceed(what, size, limits.dimension, 'elements along one axis')
  if (byteLength(type) > bytes) exceed(what, byteLength(type), bytes, 'bytes')
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

function exceed(what: string, value: number, limit: number, unit: string): never {
  throw new ProgramError(
    'LimitExceeded',
    `${what[0]!.toUpperCase()}${what.slice(1)} has ${value} ${unit}; it must have from 1 to ${limit}.`,
  )
}
