import { fromHex, toHex } from '../bytes/hex.ts'
import { PAGE_BYTES, pageCount } from '../bytes/pages.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { buildTree, proveLeaf, treeDepth } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import type { Hex } from '../program.ts'
import { paddingNodes } from './opening.ts'

/** Demanded pages, and what ties them to the root that the claim stands on. */
export interface DemandAnswer {
  /** One after the other, the tensor's last one filled with zeros. */
  readonly pages: Uint8Array
  /** Level by level upward: the sibling left of the first node, then the one right of the last, where they have them. */
  readonly proof: readonly Hex[]
}

/**
 * Answers a demand for pages of an input, or of one output.
 *
 * @param parameters.tensors only the input, or all outputs in the program's order: canonical bytes
 * @param parameters.position which of them is demanded; 0 for the input
 * @param parameters.first the first page that is demanded
 */
export async function answerDemand(parameters: {
  readonly tensors: readonly Uint8Array[]
  readonly position: number
  readonly first: number
  readonly count: number
}): Promise<DemandAnswer> {
  const { tensors, position, first, count } = parameters
  const bytes = tensors[position]
  if (bytes === undefined) throw new RangeError(`There is no tensor ${position}.`)
  const total = pageCount(bytes.length)
  if (first < 0 || count < 1 || first + count > total)
    throw new RangeError(`Pages ${first} to ${first + count - 1} are not in a tensor of ${total}.`)
  const hasher = await treeHasher()
  const { levels } = buildTree(hasher, hasher.pages(bytes))
  const padding = paddingNodes(hasher, treeDepth(total))
  const proof: Hex[] = []
  const node = (height: number, index: number) => {
    const found = levels[height]!.subarray(index * 32, index * 32 + 32)
    proof.push(toHex(found.length === 32 ? found : padding[height]!))
  }
  for (let height = 0; height < levels.length - 1; height++) {
    const from = first >> height
    const to = (first + count - 1) >> height
    if (from % 2 === 1) node(height, from - 1)
    if (to % 2 === 0) node(height, to + 1)
  }
  if (tensors.length > 1) {
    const roots = new Uint8Array(32 * tensors.length)
    for (const [i, tensor] of tensors.entries())
      roots.set(fromHex(await tensorRoot(tensor)), i * 32)
    proof.push(...proveLeaf(hasher, buildTree(hasher, roots), position))
  }
  const pages = new Uint8Array(count * PAGE_BYTES)
  pages.set(bytes.subarray(first * PAGE_BYTES, (first + count) * PAGE_BYTES))
  return { pages, proof }
}
