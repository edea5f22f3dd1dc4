import { attributeIntegers, checkProgram } from '../check-program.ts'
import { operandCodes } from '../commit/program-root.ts'
import { ProgramError } from '../errors.ts'
import { limits } from '../limits.ts'
import { operationOf } from '../ops/operations.ts'
import type { Program } from '../program.ts'
import { ByteWriter } from './bytes.ts'
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
  const canonical = await canonicalProgram(program)
  const writer = new ByteWriter()
    .bytes(MAGIC)
    .u8(canonical.version)
    .u32(canonical.steps.length)
    .u32(canonical.weights.length)
    .u8(canonical.outputs.length)
    .type(canonical.input)
  for (const output of canonical.outputs) writer.u32(output)
  for (const { type } of canonical.weights) writer.type(type)
  for (const step of canonical.steps) {
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
  const size = canonical.weights.reduce((sum, { data }) => sum + data.length, head.length)
  if (size > limits.fileBytes)
    throw new ProgramError(
      'LimitExceeded',
      `The program's file would have ${size} bytes; at most ${limits.fileBytes} are allowed.`,
    )
  const file = new Uint8Array(size)
  file.set(head)
  let offset = head.length
  for (const { data } of canonical.weights) {
    file.set(data, offset)
    offset += data.length
  }
  return file
}
