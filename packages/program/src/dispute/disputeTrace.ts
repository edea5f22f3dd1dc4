import { fromHex, toHex } from '../bytes/hex.ts'
import { pageAt, pageCount } from '../bytes/pages.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { buildTree, type Tree } from '../commit/tree.ts'
import { type TreeHasher, treeHasher } from '../commit/treeHasher.ts'
import { commitProgram, type ProgramCommitment } from '../format/programRoot.ts'
import { byteLength, type Hex, type Program } from '../program.ts'
import { type OpeningShape, openingShape, paddingNodes, type TreeNode } from './opening.ts'

/** The two trees of a dispute: over the roots of all steps' tensors, and over the pages of one step's tensor. */
export type DisputeTree =
  | { readonly kind: 'trace' }
  | { readonly kind: 'tensor'; readonly step: number }

/** What a party of a dispute knows: the program, its input, and what it computed itself. */
export interface DisputeTrace {
  readonly program: Program
  readonly commitment: ProgramCommitment
  readonly input: Uint8Array
  /** The commitment to the outputs that this party computed. */
  readonly outputRoot: Hex
  /** Canonical bytes of what each step produced. */
  readonly tensors: readonly Uint8Array[]
  /** Root of each step's tensor, and the tree over them. */
  readonly roots: readonly Hex[]
  readonly traceTree: Tree
  /** A node of one of the two trees; also one of its padding. */
  node(tree: DisputeTree, node: TreeNode): Promise<Hex>
  /** The nodes that opening a node shows, in order, without padding. */
  open(tree: DisputeTree, node: TreeNode): Promise<Hex[]>
  /** One page of a step's tensor, the last one filled with zeros. */
  page(step: number, page: number): Uint8Array
}

/** The number of leaves of a dispute's tree. */
export function leafCount(program: Program, tree: DisputeTree): number {
  if (tree.kind === 'trace') return program.steps.length
  return pageCount(byteLength(program.steps[tree.step]!.output))
}

/**
 * Commits to a run, as far as a dispute needs it: the roots of all tensors now, a tensor's own tree only when the game
 * goes there, and of those one at a time.
 *
 * @param parameters.program one that passed `checkProgram`
 * @param parameters.tensors canonical bytes of what every step produced for `input`, in order: what `Session.trace` returns
 */
export async function commitTrace(parameters: {
  readonly program: Program
  readonly input: Uint8Array
  readonly tensors: readonly Uint8Array[]
  /** The program's commitment, where the caller has it already. */
  readonly commitment?: ProgramCommitment
}): Promise<DisputeTrace> {
  const { program, input, tensors } = parameters
  if (tensors.length !== program.steps.length)
    throw new RangeError(
      `The trace has ${tensors.length} tensors, the program ${program.steps.length} steps.`,
    )
  const commitment = parameters.commitment ?? (await commitProgram(program))
  const hasher = await treeHasher()
  const leaves = new Uint8Array(tensors.length * 32)
  const roots: Hex[] = []
  for (const [step, bytes] of tensors.entries()) {
    const root = await tensorRoot(bytes)
    roots.push(root)
    leaves.set(fromHex(root), step * 32)
  }
  const traceTree = buildTree(hasher, leaves)
  // Trees of tensors are as large as an eighth of what they are over: the game is in one tensor at a time.
  let last: { readonly step: number; readonly tree: Tree } | undefined
  const treeOf = (tree: DisputeTree): Tree => {
    if (tree.kind === 'trace') return traceTree
    if (last?.step !== tree.step)
      last = { step: tree.step, tree: buildTree(hasher, hasher.pages(tensors[tree.step]!)) }
    return last.tree
  }
  return {
    program,
    commitment,
    input,
    tensors,
    roots,
    traceTree,
    outputRoot: await rootOfOutputs(hasher, program, roots),
    page: (step, page) => pageAt(tensors[step]!, page),
    node: async (tree, node) => nodeOf(hasher, treeOf(tree), node),
    open: async (tree, node) => {
      const shape: OpeningShape = openingShape(leafCount(program, tree), node)
      return Array.from({ length: shape.real }, (_, i) =>
        nodeOf(hasher, treeOf(tree), { height: shape.height, index: shape.first + i }),
      )
    },
  }
}

/** The commitment to a program's outputs from the roots of all steps' tensors. */
export async function rootOfOutputs(
  hasher: TreeHasher,
  program: Program,
  roots: readonly Hex[],
): Promise<Hex> {
  if (program.outputs.length === 1) return roots[program.outputs[0]!]!
  const leaves = new Uint8Array(program.outputs.length * 32)
  for (const [i, step] of program.outputs.entries()) leaves.set(fromHex(roots[step]!), i * 32)
  return toHex(buildTree(hasher, leaves).root)
}

function nodeOf(hasher: TreeHasher, tree: Tree, { height, index }: TreeNode): Hex {
  const nodes = tree.levels[height]
  if (nodes === undefined) throw new RangeError(`The tree has no level ${height}.`)
  const bytes = nodes.subarray(index * 32, index * 32 + 32)
  return toHex(bytes.length === 32 ? bytes : paddingNodes(hasher, height)[height]!)
}
