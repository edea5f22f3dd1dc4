import { attributeIntegers } from '../check-program.ts'
import { ByteWriter } from '../format/bytes.ts'
import { operationOf } from '../ops/operations.ts'
import { type Hex, type Operand, operandType, type Program, type Step } from '../program.ts'
import { fromHex, keccak, toHex } from './keccak.ts'
import { tensorRoot } from './tensor-root.ts'
import { buildTree, proveLeaf, rootFromProof } from './tree.ts'
import { treeHasher } from './tree-hasher.ts'

/** A program's commitment, opened: what a dispute shows of it, piece by piece. */
export interface ProgramCommitment {
  /** keccak256 of the header. */
  readonly root: Hex
  readonly header: Uint8Array
  /** Merkle root over the hashes of the steps' encodings; it stands in the header. */
  readonly stepsRoot: Hex
  /** The encoding of each step: alone enough to judge an element of what the step produces. */
  readonly steps: readonly Uint8Array[]
  readonly weightRoots: readonly Hex[]
  /** The siblings that tie step `index` to the steps' root. */
  proveStep(index: number): Hex[]
}

/** The byte that stands for each kind of operand. */
export const operandCodes: Readonly<Record<Operand['kind'], number>> = {
  input: 0,
  weight: 1,
  step: 2,
}

/** Commits to a program that passed `checkProgram`. */
export async function commitProgram(program: Program): Promise<ProgramCommitment> {
  const weightRoots = await Promise.all(program.weights.map(({ data }) => tensorRoot(data)))
  const hash = await keccak()
  const steps = program.steps.map((step) => encodeStep(program, step, weightRoots))
  const leaves = new Uint8Array(steps.length * 32)
  for (const [i, step] of steps.entries()) leaves.set(hash(step), i * 32)
  const hasher = await treeHasher()
  const tree = buildTree(hasher, leaves)
  const writer = new ByteWriter()
    .u8(program.version)
    .u32(program.steps.length)
    .bytes(tree.root)
    .type(program.input)
    .u8(program.outputs.length)
  for (const output of program.outputs) writer.u32(output)
  const header = writer.finish()
  return {
    root: toHex(hash(header)),
    header,
    stepsRoot: toHex(tree.root),
    steps,
    weightRoots,
    proveStep: (index) => proveLeaf(hasher, tree, index),
  }
}

/** The commitment to a whole program; with the profile it makes the model's identity. */
export async function programRoot(program: Program): Promise<Hex> {
  return (await commitProgram(program)).root
}

/** Checks that a step's encoding stands at a position of the list of steps. */
export async function verifyStep(
  stepsRoot: Hex,
  count: number,
  index: number,
  encoding: Uint8Array,
  siblings: readonly Hex[],
): Promise<boolean> {
  if (index >= count) return false
  const hash = await keccak()
  const found = rootFromProof(hash, count, index, hash(encoding), siblings)
  return found !== undefined && found === toHex(fromHex(stepsRoot))
}

function encodeStep(program: Program, step: Step, weightRoots: readonly Hex[]): Uint8Array {
  const attributes = attributeIntegers(step)
  const writer = new ByteWriter()
    .u8(operationOf(step.op).code)
    .u8(step.operands.length)
    .u8(attributes.length)
  for (const attribute of attributes) writer.u32(attribute)
  for (const operand of step.operands) {
    writer.u8(operandCodes[operand.kind])
    if (operand.kind === 'weight') writer.bytes(fromHex(weightRoots[operand.index]!))
    if (operand.kind === 'step') writer.u32(operand.index)
    writer.type(operandType(program, operand))
  }
  return writer.type(step.output).finish()
}
