import { concatenate } from '../bytes/concatenate.ts'
import { fromHex } from '../bytes/hex.ts'
import { PAGE_BYTES } from '../bytes/pages.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { buildTree, type Tree } from '../commit/tree.ts'
import { type TreeHasher, treeHasher } from '../commit/treeHasher.ts'
import { operationOf } from '../ops/operations.ts'
import type { OperandRead } from '../ops/reads.ts'
import { resolveStep } from '../ops/resolve.ts'
import { elementCount, type Hex, type Operand, type Program } from '../program.ts'
import { proveLeaves } from './proveLeaves.ts'

export interface BuildEvidenceParameters {
  readonly program: Program
  /** The program's input, as canonical bytes. */
  readonly input: Uint8Array
  /** What every step produced for it, as canonical bytes, in order. */
  readonly trace: readonly Uint8Array[]
  readonly stepIndex: number
  /** The element's position in the step's output, in canonical order. */
  readonly element: number
  /** The tensorRoot of every step's tensor, where the caller has them already. */
  readonly traceRoots?: readonly Hex[]
  /** The tree over them, where the caller has it already. */
  readonly traceTree?: Tree
}

/**
 * The evidence from which the referee computes one element of one step: the pages of the operands that the
 * element needs, each tied to its operand's root, and the roots of earlier steps tied to the trace's.
 * The format is in docs/program.md.
 *
 * @throws RangeError where there is no such step or element
 * @example const evidence = await buildEvidence({ program, input, trace, stepIndex: 3, element: 17 })
 */
export async function buildEvidence(parameters: BuildEvidenceParameters): Promise<Uint8Array> {
  const { program, stepIndex, element } = parameters
  const step = program.steps[stepIndex]
  if (step === undefined)
    throw new RangeError(`Step ${stepIndex} is not in a program of ${program.steps.length} steps.`)
  const count = elementCount(step.output.shape)
  if (!Number.isInteger(element) || element < 0 || element >= count)
    throw new RangeError(`Element ${element} is not in an output of ${count} elements.`)
  const bytesOf = (position: number) => operandBytes(parameters, step.operands[position]!)
  const reads = operationOf(step.op).reads(resolveStep(program, step), element, bytesOf)
  const hasher = await treeHasher()
  const parts = reads.flatMap((read) => showPages(hasher, bytesOf(read.position), read))
  const steps = new Set<number>()
  for (const { position } of reads) {
    const operand = step.operands[position]!
    if (operand.kind === 'step') steps.add(operand.index)
  }
  if (steps.size > 0) {
    const ascending = [...steps].sort((a, b) => a - b)
    parts.push(...proveLeaves(await traceTree(hasher, parameters), ascending))
  }
  return concatenate(parts)
}

/** The pages that a read touches, without what fills the last one, and the siblings up to the tensor's root. */
function showPages(
  hasher: TreeHasher,
  bytes: Uint8Array,
  { stretches }: OperandRead,
): Uint8Array[] {
  const pages: number[] = []
  for (const { from, length } of stretches) {
    const last = Math.floor((from + length - 1) / PAGE_BYTES)
    for (let page = Math.floor(from / PAGE_BYTES); page <= last; page++)
      if (page !== pages.at(-1)) pages.push(page)
  }
  const shown = pages.map((page) => bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES))
  const tree = buildTree(hasher, hasher.pages(bytes))
  return [...shown, ...proveLeaves(tree, pages)]
}

async function traceTree(hasher: TreeHasher, parameters: BuildEvidenceParameters): Promise<Tree> {
  const { trace, traceRoots } = parameters
  if (parameters.traceTree) return parameters.traceTree
  const roots = traceRoots ?? (await Promise.all(trace.map((tensor) => tensorRoot(tensor))))
  return buildTree(hasher, concatenate(roots.map((root) => fromHex(root))))
}

function operandBytes(parameters: BuildEvidenceParameters, operand: Operand): Uint8Array {
  if (operand.kind === 'input') return parameters.input
  if (operand.kind === 'weight') return parameters.program.weights[operand.index]!.data
  return parameters.trace[operand.index]!
}
