import { concatenate } from '../bytes/concatenate.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import { keccak } from '../commit/keccak.ts'
import { outputRoot } from '../commit/outputRoot.ts'
import { provePage, verifyPage } from '../commit/pageProof.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { buildTree, type Tree } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { evaluate, trace } from '../engine/trace.ts'
import type { ProgramError } from '../errors.ts'
import { readProgram } from '../format/readProgram.ts'
import { writeProgram } from '../format/writeProgram.ts'
import { elementCost } from '../ops/element.ts'
import { operationOf } from '../ops/operations.ts'
import { resolveStep } from '../ops/resolve.ts'
import { elementCount, type Hex, type Program } from '../program.ts'
import { buildEvidence } from '../referee/buildEvidence.ts'

/** What judging one element of a step costs at most, and how many multiply-adds all of its elements are. */
export interface VectorCost {
  readonly gas: number
  readonly calldata: number
  readonly multiplyAdds: number
}

export interface VectorEvidence {
  readonly step: number
  readonly element: number
  readonly evidence: Hex
}

export interface ProgramVector {
  readonly name: string
  readonly ops: readonly string[]
  readonly file: Hex
  readonly header: Hex
  readonly steps: readonly Hex[]
  readonly weightRoots: readonly Hex[]
  readonly root: Hex
  readonly modelId: Hex
  readonly costs: readonly VectorCost[]
  readonly input: Hex
  readonly trace: readonly Hex[]
  readonly traceRoot: Hex
  readonly outputRoot: Hex
  readonly evidence: readonly VectorEvidence[]
  /** For each step, keccak256 of the evidence of all its elements, one after the other. */
  readonly evidenceHashes: readonly Hex[]
}

/** golden/vectors.json: what a second implementation is held against. */
export interface Vectors {
  readonly version: 2
  readonly tensors: readonly {
    readonly length: number
    readonly rule: string
    readonly root: Hex
  }[]
  readonly pages: readonly {
    readonly length: number
    readonly index: number
    readonly page: Hex
    readonly siblings: readonly Hex[]
  }[]
  /** Proofs that prove nothing, of `root` or of the root of a tensor by the rule. */
  readonly refusedPages: readonly {
    readonly what: string
    readonly length: number
    readonly index: number
    readonly page: Hex
    readonly siblings: readonly Hex[]
    readonly root?: Hex
  }[]
  readonly programs: readonly ProgramVector[]
  readonly accepted: readonly {
    readonly what: string
    readonly file: Hex
    readonly modelId: Hex
    readonly costs: readonly VectorCost[]
  }[]
  readonly refused: readonly { readonly what: string; readonly file: Hex; readonly name: string }[]
}

/** Bytes of which no two pages are the same. */
export const TENSOR_RULE = 'byte i is (31 i + 17 floor(i / 256) + 7) mod 256'

export function tensorBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (31 * i + 17 * Math.floor(i / 256) + 7) & 255)
}

/** The costs of a program's steps, by the model that the load gate goes by. */
export function costsOf(program: Program): VectorCost[] {
  return program.steps.map((step) => {
    const reads = operationOf(step.op).element(resolveStep(program, step))
    const { gas, calldata } = elementCost(reads)
    return { gas, calldata, multiplyAdds: reads.loops * elementCount(step.output.shape) }
  })
}

/**
 * Holds this implementation against the vectors, and nothing but them.
 *
 * @returns what first differs, in a few words; undefined where nothing does
 */
export async function differenceFrom(vectors: Vectors): Promise<string | undefined> {
  const tensors = await attempt(() => tensorDifference(vectors))
  if (tensors !== undefined) return tensors
  for (const vector of vectors.programs) {
    const different = await attempt(() => programDifference(vector))
    if (different !== undefined) return `${vector.name}: ${different}`
  }
  for (const { what, file, modelId, costs } of vectors.accepted) {
    const different = await attempt(async () => {
      const loaded = await readProgram(fromHex(file))
      if (loaded.modelId !== modelId) return 'another model id'
      return same(costsOf(loaded.program), costs) ? undefined : 'other costs'
    })
    if (different !== undefined) return `accepted, ${what}: ${different}`
  }
  for (const { what, file, name } of vectors.refused) {
    const refusal = await readProgram(fromHex(file)).then(
      () => 'accepted',
      (error: ProgramError) => error.name,
    )
    if (refusal !== name) return `refused, ${what}: ${refusal} in place of ${name}`
  }
  // Last, since it takes longest.
  for (const vector of vectors.programs) {
    const different = await attempt(() => evidenceDifference(vector))
    if (different !== undefined) return `${vector.name}: ${different}`
  }
  return undefined
}

async function tensorDifference({
  tensors,
  pages,
  refusedPages,
}: Vectors): Promise<string | undefined> {
  for (const { length, root } of tensors)
    if ((await tensorRoot(tensorBytes(length))) !== root) return `a tensor of ${length} bytes`
  for (const { length, index, page, siblings } of pages) {
    const root = await tensorRoot(tensorBytes(length))
    const proof = await provePage(tensorBytes(length), index)
    if (toHex(proof.page) !== page || !same(proof.siblings, siblings))
      return `the proof of page ${index} of ${length} bytes`
    if (!(await verifyPage(root, length, { index, page: fromHex(page), siblings })))
      return `page ${index} of ${length} bytes`
  }
  for (const { what, length, index, page, siblings, root } of refusedPages) {
    const proof = { index, page: fromHex(page), siblings }
    if (await verifyPage(root ?? (await tensorRoot(tensorBytes(length))), length, proof))
      return `a proof with ${what}`
  }
  return undefined
}

async function programDifference(vector: ProgramVector): Promise<string | undefined> {
  const file = fromHex(vector.file)
  const { program, commitment, modelId } = await readProgram(file)
  if (toHex(await writeProgram(program)) !== vector.file) return 'another file'
  if (toHex(commitment.header) !== vector.header) return 'another header'
  if (!same(commitment.steps.map(toHex), vector.steps)) return 'other steps'
  if (!same(commitment.weightRoots, vector.weightRoots)) return 'other weight roots'
  if (commitment.root !== vector.root || modelId !== vector.modelId) return 'another identity'
  if (!same(costsOf(program), vector.costs)) return 'other costs'
  const input = fromHex(vector.input)
  const produced = trace(program, input)
  for (const [step, tensor] of produced.entries())
    if (toHex(tensor) !== vector.trace[step]) return `another tensor of step ${step}`
  if ((await traceRoot(produced)) !== vector.traceRoot) return 'another trace root'
  const lengths = program.outputs.map((step) => produced[step]!.length)
  if ((await outputRoot(evaluate(program, input), lengths)) !== vector.outputRoot)
    return 'another output root'
  for (const { step, element, evidence } of vector.evidence) {
    const parameters = { program, input, trace: produced, stepIndex: step, element }
    if (toHex(await buildEvidence(parameters)) !== evidence)
      return `other evidence of element ${element} of step ${step}`
  }
  return undefined
}

async function evidenceDifference(vector: ProgramVector): Promise<string | undefined> {
  const { program } = await readProgram(fromHex(vector.file))
  const input = fromHex(vector.input)
  const produced = trace(program, input)
  for (const [step, expected] of vector.evidenceHashes.entries())
    if ((await evidenceHash(program, input, produced, step)) !== expected)
      return `other evidence of some element of step ${step}`
  return undefined
}

/** The hash of the evidence of all elements of a step, one after the other. */
export async function evidenceHash(
  program: Program,
  input: Uint8Array,
  produced: readonly Uint8Array[],
  stepIndex: number,
): Promise<Hex> {
  const traceTree = await treeOf(produced)
  const parts: Uint8Array[] = []
  const count = elementCount(program.steps[stepIndex]!.output.shape)
  for (let element = 0; element < count; element++)
    parts.push(
      await buildEvidence({ program, input, trace: produced, stepIndex, element, traceTree }),
    )
  return toHex((await keccak())(concatenate(parts)))
}

/** The root of the tree over the tensorRoots of all steps. */
export async function traceRoot(produced: readonly Uint8Array[]): Promise<Hex> {
  return toHex((await treeOf(produced)).root)
}

async function treeOf(produced: readonly Uint8Array[]): Promise<Tree> {
  const roots: Uint8Array[] = []
  for (const tensor of produced) roots.push(fromHex(await tensorRoot(tensor)))
  return buildTree(await treeHasher(), concatenate(roots))
}

/** What an implementation throws at a file that it should take is a difference as well. */
async function attempt(find: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await find()
  } catch (error) {
    return (error as Error).message
  }
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
