import { ProgramError } from './errors.ts'
import { limits } from './limits.ts'
import { elementCost, gasModel } from './ops/element.ts'
import type { Interval } from './ops/interval.ts'
import { operationOf, operations } from './ops/operations.ts'
import { attributeIntegers, operandInterval, resolveStep } from './ops/resolve.ts'
import { WeightFacts } from './ops/WeightFacts.ts'
import {
  byteLength,
  type DType,
  elementCount,
  PROGRAM_VERSION,
  type Program,
  type Step,
  type TensorType,
} from './program.ts'

/** Programs that passed: what is read only is not checked twice. */
const passed = new WeakSet<Program>()

/**
 * The load gate: judgeable or refused. Passes a program of which every step is well formed, every
 * accumulator and every wide number within bounds, and every element within what the referee can compute in one transaction. The time that it
 * takes is within a bound that the size of the program's file states: each weight is looked through once, whatever
 * number of steps shares it.
 *
 * @throws ProgramError `UnsupportedVersion`, `LimitExceeded`, `InvalidProgram`, `NotJudgeable`
 */
export function checkProgram(program: Program): void {
  if (passed.has(program)) return
  checkStructure(program)
  checkSteps(program)
}

/**
 * The part of the gate without which a program can't be hashed, and that costs next to nothing: numbers of things, types,
 * and that what a step refers to stands before it.
 *
 * @throws ProgramError `UnsupportedVersion`, `LimitExceeded`, `InvalidProgram`
 */
export function checkStructure(program: Program): void {
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
  for (const [i, step] of program.steps.entries()) {
    const where = `step ${i} (${step.op})`
    if (!Object.hasOwn(operations, step.op))
      throw new ProgramError('InvalidProgram', `${capital(where)}: there is no such op.`)
    if (step.operands.length < 1 || step.operands.length > limits.operands)
      exceed(where, step.operands.length, limits.operands, 'operands')
    for (const operand of step.operands) checkOperand(program, operand, i, where)
    checkType(`the output of ${where}`, step.output, ['u8', 'i32'], limits.activationBytes)
    traceBytes += byteLength(step.output)
    if (traceBytes > limits.traceBytes) exceed('the trace', traceBytes, limits.traceBytes, 'bytes')
  }
  checkOutputs(program)
}

/**
 * The rest of the gate, for a program that passed `checkStructure`: what each op asks of its steps, and what judging and
 * running them costs.
 *
 * @throws ProgramError `LimitExceeded`, `InvalidProgram`, `NotJudgeable`
 */
export function checkSteps(program: Program): void {
  const facts = new WeightFacts()
  const intervals: Interval[] = []
  let work = 0
  for (const [i, step] of program.steps.entries()) {
    const { loops, interval } = checkStep(program, step, i, intervals, facts)
    intervals.push(interval)
    work += loops * elementCount(step.output.shape)
    if (work > limits.multiplyAdds)
      exceed('the program', work, limits.multiplyAdds, 'multiply-adds')
  }
  rememberPassed(program)
}

/** Says that a program passed the gate, on whatever thread, so that `checkProgram` lets it through at once. */
export function rememberPassed(program: Program): void {
  passed.add(program)
}

function checkOutputs(program: Program): void {
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

/**
 * Checks one step.
 *
 * @param intervals what the tensors of the steps before it lie between
 * @returns how much work one element of it is, and what its numbers lie between
 */
function checkStep(
  program: Program,
  step: Step,
  index: number,
  intervals: readonly Interval[],
  facts: WeightFacts,
): { readonly loops: number; readonly interval: Interval } {
  try {
    const operation = operationOf(step.op)
    attributeIntegers(step)
    const resolved = resolveStep(program, step)
    const intervalOf = (position: number) =>
      operandInterval(program, step.operands[position]!, intervals, facts)
    operation.check(resolved, facts, intervalOf)
    const reads = operation.element(resolved)
    const { gas, calldata } = elementCost(reads)
    if (gas > gasModel.limit || calldata > gasModel.calldataLimit)
      throw new ProgramError(
        'NotJudgeable',
        `one element would cost the referee about ${gas} gas and ${calldata} bytes of calldata; at most ${gasModel.limit} and ${gasModel.calldataLimit} fit a transaction with room to spare.`,
      )
    return { loops: reads.loops, interval: operation.interval(resolved, intervalOf, facts) }
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw new ProgramError(error.name, `Step ${index} (${step.op}): ${error.message}`)
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
      `${capital(where)}: its operand ${operand.kind} ${operand.index} does not stand before it.`,
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

function exceed(what: string, value: number, limit: number, unit: string): never {
  throw new ProgramError(
    'LimitExceeded',
    `${capital(what)} has ${value} ${unit}; it must have from 1 to ${limit}.`,
  )
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
