import { ByteWriter } from '../bytes/ByteWriter.ts'
import { operandCodes } from '../bytes/codes.ts'
import { concatenate } from '../bytes/concatenate.ts'
import { checkProgram } from '../checkProgram.ts'
import { ProgramError } from '../errors.ts'
import { limits } from '../limits.ts'
import { operationOf } from '../ops/operations.ts'
import { attributeIntegers } from '../ops/resolve.ts'
import { MAX_POSITIONS, NO_DONE_STEP, type Program } from '../program.ts'
import { canonicalProgram } from './canonical.ts'

/** The first bytes of every program's file: "assayprg". */
export const MAGIC = new TextEncoder().encode('assayprg')

/**
 * The program as one file: header, steps, weights. One program has one file.
 *
 * @throws ProgramError where the program does not pass the load gate
 */
export async function writeProgram(program: Program): Promise<Uint8Array> {
  checkProgram(program)
  return encodeProgram(await canonicalProgram(program))
}

/** The bytes of a program as it stands, whether or not a reader would take them. */
export function encodeProgram(program: Program): Uint8Array {
  const writer = new ByteWriter()
    .bytes(MAGIC)
    .u8(program.version)
    .u32(program.steps.length)
    .u32(program.weights.length)
    .u8(program.outputs.length)
    .type(program.input)
  for (const output of program.outputs) writer.u32(output)
  writer.u32(MAX_POSITIONS).u32(NO_DONE_STEP)
  for (const { type } of program.weights) writer.type(type)
  for (const step of program.steps) {
    const attributes = attributeIntegers(step)
    writer.u8(operationOf(step.op).code).u8(step.operands.length).u8(attributes.length)
    for (const attribute of attributes) writer.u32(attribute)
    for (const operand of step.operands) {
      writer.u8(operandCodes[operand.kind])
      if (operand.kind !== 'input') writer.u32(operand.index)
    }
    writer.type(step.output)
  }
  const head = writer.finish()
  const size = program.weights.reduce((sum, { data }) => sum + data.length, head.length)
  if (size > limits.fileBytes)
    throw new ProgramError(
      'LimitExceeded',
      `The program's file would have ${size} bytes; at most ${limits.fileBytes} are allowed.`,
    )
  return concatenate([head, ...program.weights.map(({ data }) => data)])
}
