import { toHex } from '../commit/keccak.ts'
import { ProgramError } from '../errors.ts'
import { ByteReader } from '../format/bytes.ts'
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
 * Reads a program's header out of what was brought to a dispute.
 *
 * @throws ProgramError where the bytes are none
 */
export async function readHeader(bytes: Uint8Array): Promise<CommittedHeader> {
  const reader = readerOf(bytes)
  const version = await reader.u8('the version')
  const steps = await reader.u32('the number of steps')
  const stepsRoot = toHex(await reader.take(32, "the steps' root"))
  const input = await reader.type('the input', limits.rank)
  const count = await reader.u8('the number of outputs')
  const outputs: number[] = []
  while (outputs.length < count) outputs.push(await reader.u32('an output'))
  await requireEnd(reader, 'header')
  return { version, steps, stepsRoot, input, outputs }
}

/**
 * Reads a step out of what was brought to a dispute.
 *
 * @throws ProgramError where the bytes are none
 */
export async function readStep(bytes: Uint8Array): Promise<CommittedStep> {
  const reader = readerOf(bytes)
  const code = await reader.u8('the op')
  const op = operationName(code)
  if (op === undefined) throw new ProgramError('InvalidProgram', `${code} is no op.`)
  const operandCount = await reader.u8('the number of operands')
  const attributeCount = await reader.u8('the number of attributes')
  const attributes: number[] = []
  while (attributes.length < attributeCount) attributes.push(await reader.i32('an attribute'))
  const operands: CommittedOperand[] = []
  while (operands.length < operandCount) operands.push(await readOperand(reader))
  const output = await reader.type('the output', limits.rank)
  await requireEnd(reader, 'step')
  return { op, attributes, operands, output }
}

async function readOperand(reader: ByteReader): Promise<CommittedOperand> {
  const what = 'an operand'
  const kind = await reader.u8(what)
  if (kind === 0) return { kind: 'input', type: await reader.type(what, limits.rank) }
  if (kind === 1) {
    const root = toHex(await reader.take(32, what))
    return { kind: 'weight', root, type: await reader.type(what, limits.rank) }
  }
  if (kind !== 2) throw new ProgramError('InvalidProgram', `${kind} is no kind of operand.`)
  const index = await reader.u32(what)
  return { kind: 'step', index, type: await reader.type(what, limits.rank) }
}

function readerOf(bytes: Uint8Array): ByteReader {
  return new ByteReader(once(bytes), bytes.length)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function requireEnd(reader: ByteReader, what: string): Promise<void> {
  if (!(await reader.atEnd()))
    throw new ProgramError('InvalidProgram', `Bytes follow after the end of the ${what}.`)
}
