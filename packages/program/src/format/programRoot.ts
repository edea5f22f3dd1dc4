import { ByteWriter } from '../bytes/ByteWriter.ts'
import { operandCodes } from '../bytes/codes.ts'
import { fromHex, toHex, wordFromHex } from '../bytes/hex.ts'
import { keccak } from '../commit/keccak.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { buildTree, proveLeaf, rootFromProof } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { operationOf } from '../ops/operations.ts'
import { attributeIntegers } from '../ops/resolve.ts'
import {
  type Hex,
  MAX_POSITIONS,
  NO_DONE_STEP,
  operandType,
  type Program,
  type Step,
  type Weight,
} from '../program.ts'

/** A program's commitment, opened: what a dispute shows of it, piece by piece. */
export interface ProgramCommitment {
  /** keccak256 of the header. */
  readonly root: Hex
  readonly header: Uint8Array
  /** Merkle root over the hashes of the steps' encodings; it stands in the header. */
  readonly stepsRoot: Hex
  /** The encoding of each step: enough by itself to judge an element of what the step produces. */
  readonly steps: readonly Uint8Array[]
  readonly weightRoots: readonly Hex[]
  /** The hashes of the steps' encodings, one after the other: the leaves of the tree over them. */
  readonly leaves: Uint8Array
  /** The siblings that tie step `index` to the steps' root. */
  proveStep(index: number): Hex[]
}

/**
 * Commits to a program whose references and types are in order, as `checkProgram` makes sure.
 *
 * @param roots the weights' tensorRoots, where the caller has them already
 */
export async function commitProgram(
  program: Program,
  roots?: readonly Hex[],
): Promise<ProgramCommitment> {
  const weightRoots = roots ?? (await rootsOf(program.weights))
  const hash = await keccak()
  const words = weightRoots.map(fromHex)
  const writer = new ByteWriter()
  const steps = program.steps.map((step) => encodeStep(writer, program, step, words))
  const leaves = new Uint8Array(steps.length * 32)
  for (const [i, step] of steps.entries()) leaves.set(hash(step), i * 32)
  const hasher = await treeHasher()
  writer
    .u8(program.version)
    .u32(program.steps.length)
    .bytes(buildTree(hasher, leaves).root)
    .type(program.input)
    .u8(program.outputs.length)
  for (const output of program.outputs) writer.u32(output)
  writer.u32(MAX_POSITIONS).u32(NO_DONE_STEP)
  const header = writer.finish()
  return openCommitment({ root: toHex(hash(header)), header, leaves, steps, weightRoots })
}

/** A commitment as plain data, which can be sent from thread to thread. */
export type CommitmentData = Omit<ProgramCommitment, 'stepsRoot' | 'proveStep'>

/** Makes the commitment out of its data; hashes nothing but the tree over the steps. */
export async function openCommitment(data: CommitmentData): Promise<ProgramCommitment> {
  const hasher = await treeHasher()
  const tree = buildTree(hasher, data.leaves)
  return {
    ...data,
    stepsRoot: toHex(tree.root),
    proveStep: (index) => proveLeaf(hasher, tree, index),
  }
}

/** The tensorRoot of each weight, in order. */
export async function rootsOf(weights: readonly Weight[]): Promise<Hex[]> {
  const roots: Hex[] = []
  for (const { data } of weights) roots.push(await tensorRoot(data))
  return roots
}

/** The commitment to a whole program; with the profile it makes the model's identity. */
export async function programRoot(program: Program): Promise<Hex> {
  return (await commitProgram(program)).root
}

/**
 * Checks that a step's encoding stands at a position of the list of steps.
 *
 * @throws ProgramError `InvalidHex` where the root is no 32-byte word
 */
export async function verifyStep(
  stepsRoot: Hex,
  count: number,
  index: number,
  encoding: Uint8Array,
  siblings: readonly Hex[],
): Promise<boolean> {
  const expected = wordFromHex("The steps' root", stepsRoot)
  if (index >= count) return false
  const hash = await keccak()
  const found = rootFromProof(hash, count, index, hash(encoding), siblings)
  return found !== undefined && found === toHex(expected)
}

function encodeStep(
  writer: ByteWriter,
  program: Program,
  step: Step,
  weightRoots: readonly Uint8Array[],
): Uint8Array {
  const attributes = attributeIntegers(step)
  writer.u8(operationOf(step.op).code).u8(step.operands.length).u8(attributes.length)
  for (const attribute of attributes) writer.u32(attribute)
  for (const operand of step.operands) {
    writer.u8(operandCodes[operand.kind])
    if (operand.kind === 'weight') writer.bytes(weightRoots[operand.index]!)
    if (operand.kind === 'step') writer.u32(operand.index)
    writer.type(operandType(program, operand))
  }
  return writer.type(step.output).finish()
}
