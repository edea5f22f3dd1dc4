import type { Tree } from '../commit/tree.ts'

/**
 * One proof for several leaves of a tree: level by level from the leaves upward and from left to right, each
 * sibling that is neither known already nor made only of padding. Its length follows from the positions.
 *
 * @param indices the leaves' positions, ascending, each once, at least one
 * @returns the siblings, 32 bytes each
 */
export function proveLeaves(tree: Tree, indices: readonly number[]): Uint8Array[] {
  const proof: Uint8Array[] = []
  let known = indices
  for (const nodes of tree.levels.slice(0, -1)) {
    const width = nodes.length / 32
    const parents: number[] = []
    for (const [i, index] of known.entries()) {
      const sibling = index ^ 1
      const isKnown = known[sibling < index ? i - 1 : i + 1] === sibling
      if (!isKnown && sibling < width) proof.push(nodes.subarray(sibling * 32, sibling * 32 + 32))
      const parent = index >> 1
      if (parents.at(-1) !== parent) parents.push(parent)
    }
    known = parents
  }
  return proof
}
