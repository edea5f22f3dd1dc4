import { concatenate } from '../bytes/concatenate.ts'
import { ProgramError } from '../errors.ts'
import { operationOf } from '../ops/operations.ts'
import { resolveStep } from '../ops/resolve.ts'
import type { TensorData } from '../ops/tensorData.ts'
import { canonicalBytes, numbersOf } from '../ops/tensorData.ts'
import { byteLength, type Operand, type Program } from '../program.ts'

/**
 * The reference: the canonical bytes of what every step produces, in order.
 *
 * @param program one that passed `checkProgram`
 * @param input canonical bytes of the program's input
 * @throws ProgramError `InvalidInput`
 */
export function trace(program: Program, input: Uint8Array): Uint8Array[] {
  requireInput(program, input)
  const produced: TensorData[] = []
  const data = (operand: Operand): TensorData => {
    if (operand.kind === 'input') return numbersOf(program.input.dtype, input)
    if (operand.kind === 'step') return produced[operand.index]!
    const weight = program.weights[operand.index]!
    return numbersOf(weight.type.dtype, weight.data)
  }
  for (const step of program.steps) {
    const operands = step.operands.map(data)
    produced.push(operationOf(step.op).evaluate(resolveStep(program, step), operands))
  }
  return produced.map(canonicalBytes)
}

/** The reference: the canonical bytes of the program's outputs, one after the other. */
export function evaluate(program: Program, input: Uint8Array): Uint8Array {
  const tensors = trace(program, input)
  return concatenate(program.outputs.map((step) => tensors[step]!))
}

/** Refuses an input that is not the program's. */
export function requireInput(program: Program, input: Uint8Array): void {
  const expected = byteLength(program.input)
  if (input.length !== expected)
    throw new ProgramError(
      'InvalidInput',
      `The input has ${input.length} bytes; this program takes ${expected} (${program.input.dtype} ${program.input.shape.join(' x ')}).`,
    )
}
