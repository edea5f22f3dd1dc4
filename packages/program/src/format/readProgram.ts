import { ByteReader, TYPE_BYTES } from '../bytes/ByteReader.ts'
import { operandCodes } from '../bytes/codes.ts'
import { toHex, wordFromHex } from '../bytes/hex.ts'
import { checkSteps, checkStructure, checkType } from '../checkProgram.ts'
import { modelId, PROFILE_EXACT } from '../commit/modelId.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { ProgramError } from '../errors.ts'
import { limits } from '../limits.ts'
import { operationName, operationOf } from '../ops/operations.ts'
import {
  byteLength,
  type Hex,
  type Operand,
  PROGRAM_VERSION,
  type Program,
  type Step,
  type TensorType,
  type Weight,
} from '../program.ts'
import { weightKey } from './canonical.ts'
import { commitProgram, type ProgramCommitment } from './programRoot.ts'
import { requireOnePosition } from './requireOnePosition.ts'
import { MAGIC } from './writeProgram.ts'

export interface LoadedProgram {
  readonly program: Program
  readonly commitment: ProgramCommitment
  readonly modelId: Hex
}

/** What a file must be; nothing else in it is trusted. */
export interface ExpectedProgram {
  readonly modelId?: Hex
  readonly root?: Hex
}

/**
 * Reads a program's file, as bytes or as they arrive, hashes all of it again, and takes it through the load gate. A file
 * that is another program than the expected one is refused by its hash, before any check that costs more than hashing.
 *
 * The time that it takes is within a bound that the file's size states. It is spent on the thread that calls; in Node,
 * `loadProgram` of `@assay/program/node` spends it on another one.
 *
 * @param source the file
 * @throws ProgramError `InvalidFile`, `UnsupportedVersion`, `LimitExceeded`, `InvalidProgram`, `InvalidMultiplier`, `NotJudgeable`,
 * `RootMismatch`, and `InvalidHex` where what is expected is no 32-byte word
 */
export async function readProgram(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  expected: ExpectedProgram = {},
): Promise<LoadedProgram> {
  const root = expectedWord('The expected programRoot', expected.root)
  const model = expectedWord('The expected model id', expected.modelId)
  const { program, weightRoots } = await parse(source)
  checkStructure(program)
  const commitment = await commitProgram(program, weightRoots)
  const id = await modelId(PROFILE_EXACT, commitment.root)
  requireEqual('programRoot', root, commitment.root)
  requireEqual('model', model, id)
  checkSteps(program)
  return { program, commitment, modelId: id }
}

function expectedWord(what: string, word: Hex | undefined): Hex | undefined {
  return word === undefined ? undefined : toHex(wordFromHex(what, word))
}

function requireEqual(what: string, expected: Hex | undefined, actual: Hex): void {
  if (expected === undefined || expected === actual) return
  throw new ProgramError(
    'RootMismatch',
    `This file is ${what} ${actual}, not ${expected}; it is another program or was changed.`,
  )
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

interface ParsedProgram {
  readonly program: Program
  readonly weightRoots: readonly Hex[]
}

/** Magic, version, numbers of steps, weights and outputs. */
const HEAD_BYTES = 18

async function parse(source: Uint8Array | AsyncIterable<Uint8Array>): Promise<ParsedProgram> {
  const stream = source instanceof Uint8Array ? once(source) : source
  const reader = new ByteReader(stream, limits.fileBytes)
  await reader.prefetch(HEAD_BYTES + TYPE_BYTES)
  const magic = reader.bytes(MAGIC.length, 'the first bytes')
  if (magic.some((byte, i) => byte !== MAGIC[i]))
    throw new ProgramError('InvalidFile', 'This is not the file of an exact program.')
  const version = reader.u8('the version')
  if (version !== PROGRAM_VERSION)
    throw new ProgramError(
      'UnsupportedVersion',
      `The program is of version ${version}; this software knows version ${PROGRAM_VERSION}.`,
    )
  const stepCount = count(reader, 'steps', limits.steps)
  const weightCount = count(reader, 'weights', limits.weights)
  const outputCount = reader.u8('the number of outputs')
  if (outputCount > limits.outputs) tooMany('outputs', outputCount, limits.outputs)
  const input = reader.type('the input', limits.rank)
  checkType('the input', input, ['u8', 'i32'], limits.activationBytes)
  await reader.prefetch(4 * outputCount + 8)
  const outputs: number[] = []
  for (let i = 0; i < outputCount; i++) outputs.push(reader.u32(`output ${i}`))
  requireOnePosition(reader)

  const types: TensorType[] = []
  let weightBytes = 0
  for (let i = 0; i < weightCount; i++) {
    await reader.prefetch(TYPE_BYTES)
    const type = reader.type(`weight ${i}`, limits.rank)
    checkType(`weight ${i}`, type, ['u8', 'i8', 'i32'], limits.weightBytes)
    types.push(type)
    weightBytes += byteLength(type)
    if (weightBytes > limits.fileBytes) tooMany('bytes of weights', weightBytes, limits.fileBytes)
  }
  const steps: Step[] = []
  for (let i = 0; i < stepCount; i++) steps.push(await readStep(reader, i))
  requireOrderOfUse(steps, weightCount)

  const weights: Weight[] = []
  const weightRoots: Hex[] = []
  const keys = new Set<string>()
  for (const [i, type] of types.entries()) {
    const weight = { type, data: await reader.take(byteLength(type), `the bytes of weight ${i}`) }
    const root = await tensorRoot(weight.data)
    const key = weightKey(weight, root)
    if (keys.has(key))
      throw new ProgramError('InvalidFile', `Weight ${i} stands in the file a second time.`)
    keys.add(key)
    weights.push(weight)
    weightRoots.push(root)
  }
  if (!(await reader.atEnd()))
    throw new ProgramError('InvalidFile', "Bytes follow after the program's last weight.")
  return { program: { version, input, steps, outputs, weights }, weightRoots }
}

function count(reader: ByteReader, what: string, limit: number): number {
  const value = reader.u32(`the number of ${what}`)
  if (value > limit) tooMany(what, value, limit)
  return value
}

function tooMany(what: string, value: number, limit: number): never {
  throw new ProgramError(
    'LimitExceeded',
    `The program has ${value} ${what}; at most ${limit} are allowed.`,
  )
}

async function readStep(reader: ByteReader, index: number): Promise<Step> {
  const where = `step ${index}`
  await reader.prefetch(3)
  const code = reader.u8(where)
  const op = operationName(code)
  if (op === undefined) throw new ProgramError('InvalidFile', `${code} is not an op, in ${where}.`)
  const operandCount = reader.u8(where)
  if (operandCount > limits.operands) tooMany(`operands in ${where}`, operandCount, limits.operands)
  const attributeCount = reader.u8(where)
  await reader.prefetch(4 * attributeCount + 5 * operandCount + TYPE_BYTES)
  const integers: number[] = []
  for (let i = 0; i < attributeCount; i++) integers.push(reader.i32(where))
  const operands: Operand[] = []
  for (let i = 0; i < operandCount; i++) operands.push(readOperand(reader, where))
  const output = reader.type(`the output of ${where}`, limits.rank)

  const attributes: Record<string, number | number[]> = {}
  let used = 0
  for (const [name, count] of operationOf(op).attributes) {
    const length = count === 'one' ? 1 : count === 'rank' ? output.shape.length : count
    const values = integers.slice(used, used + length)
    attributes[name] = count === 'one' ? (values[0] ?? 0) : values
    used += length
  }
  if (used !== integers.length)
    throw new ProgramError(
      'InvalidFile',
      `${op} has ${integers.length} attribute integers in ${where}; it must have ${used}.`,
    )
  return { op, operands, attributes, output } as unknown as Step
}

const INPUT: Operand = { kind: 'input' }

function readOperand(reader: ByteReader, where: string): Operand {
  const code = reader.u8(where)
  if (code === operandCodes.input) return INPUT
  if (code !== operandCodes.weight && code !== operandCodes.step)
    throw new ProgramError('InvalidFile', `${code} is not a kind of operand, in ${where}.`)
  const index = reader.u32(where)
  return { kind: code === operandCodes.weight ? 'weight' : 'step', index }
}

/** One program has one file: weights stand in the order in which the steps first use them, none unused. */
function requireOrderOfUse(steps: readonly Step[], weightCount: number): void {
  let next = 0
  for (const [i, step] of steps.entries())
    for (const operand of step.operands) {
      if (operand.kind !== 'weight') continue
      if (operand.index > next)
        throw new ProgramError(
          'InvalidFile',
          `Step ${i} uses weight ${operand.index} before weight ${next}; weights stand in the order of first use.`,
        )
      if (operand.index === next) next++
    }
  if (next !== weightCount)
    throw new ProgramError(
      'InvalidFile',
      `The file has ${weightCount} weights, of which the steps use ${next}.`,
    )
}
