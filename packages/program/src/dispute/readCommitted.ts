import { ByteReader } from '../bytes/ByteReader.ts'
import { toHex } from '../bytes/hex.ts'
import { ProgramError } from '../errors.ts'
import { requireOnePosition } from '../format/requireOnePosition.ts'
import { limits } from '../limits.ts'
import { operationName } from '../ops/operations.ts'
import type { Hex, OpName, TensorType } from '../program.ts'

/** A program's header, as its modelId commits to it. */
export interface CommittedHeader {
  readonly version: number
  readonly steps: number
  readonly stepsRoot: Hex
  readonly input: TensorType
  /** The steps whose tensors are the outputs, in order. */
  readonly outputs: readonly number[]
}

/** A step, as the steps' root commits to it. */
export interface CommittedStep {
  readonly op: OpName
  readonly attributes: readonly number[]
  readonly operands: readonly CommittedOperand[]
  readonly output: TensorType
}

export type CommittedOperand =
  | { readonly kind: 'input'; readonly type: TensorType }
  | { readonly kind: 'weight'; readonly root: Hex; readonly type: TensorType }
  | { readonly kind: 'step'; readonly index: number; readonly type: TensorType }

/**
 * Reads a program's header from what was submitted to a dispute.
 *
 * @throws ProgramError where the bytes are none
 */
export async function readHeader(bytes: Uint8Array): Promise<CommittedHeader> {
  const reader = await readerOf(bytes)
  const version = reader.u8('the version')
  const steps = reader.u32('the number of steps')
  const stepsRoot = toHex(reader.bytes(32, "the steps' root"))
  const input = reader.type('the input', limits.rank)
  const count = reader.u8('the number of outputs')
  const outputs: number[] = []
  while (outputs.length < count) outputs.push(reader.u32('an output'))
  requireOnePosition(reader)
  await requireEnd(reader, 'header')
  return { version, steps, stepsRoot, input, outputs }
}

/**
 * Reads a step from what was submitted to a dispute.
 *
 * @throws ProgramError where the bytes are none
 */
export async function readStep(bytes: Uint8Array): Promise<CommittedStep> {
  const reader = await readerOf(bytes)
  const code = reader.u8('the op')
  const op = operationName(code)
  if (op === undefined) throw new ProgramError('InvalidProgram', `${code} is no op.`)
  const operandCount = reader.u8('the number of operands')
  const attributeCount = reader.u8('the number of attributes')
  const attributes: number[] = []
  while (attributes.length < attributeCount) attributes.push(reader.i32('an attribute'))
  const operands: CommittedOperand[] = []
  while (operands.length < operandCount) operands.push(readOperand(reader))
  const output = reader.type('the output', limits.rank)
  await requireEnd(reader, 'step')
  return { op, attributes, operands, output }
}

function readOperand(reader: ByteReader): CommittedOperand {
  const what = 'an operand'
  const kind = reader.u8(what)
  if (kind === 0) return { kind: 'input', type: reader.type(what, limits.rank) }
  if (kind === 1) {
    const root = toHex(reader.bytes(32, what))
    return { kind: 'weight', root, type: reader.type(what, limits.rank) }
  }
  if (kind !== 2) throw new ProgramError('InvalidProgram', `${kind} is no kind of operand.`)
  const index = reader.u32(what)
  return { kind: 'step', index, type: reader.type(what, limits.rank) }
}

async function readerOf(bytes: Uint8Array): Promise<ByteReader> {
  const reader = new ByteReader(once(bytes), bytes.length)
  await reader.prefetch(bytes.length)
  return reader
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function requireEnd(reader: ByteReader, what: string): Promise<void> {
  if (!(await reader.atEnd()))
    throw new ProgramError('InvalidProgram', `Bytes follow after the end of the ${what}.`)
}
