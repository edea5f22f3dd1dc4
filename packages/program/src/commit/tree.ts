import { fromHex, isWord, toHex } from '../bytes/hex.ts'
import type { Hex } from '../program.ts'
import type { Keccak } from './keccak.ts'
import type { TreeHasher } from './treeHasher.ts'

/**
 * A binary Merkle tree over `count` leaves, padded to a power of two with zero words. An inner node is
 * `keccak256(left ++ right)`, whatever its children are. One leaf: the root is that leaf.
 */
export interface Tree {
  readonly root: Uint8Array
  /** levels[0] are the leaves without the padding, 32 bytes each; the last level is the root. */
  readonly levels: readonly Uint8Array[]
}

const ZERO = new Uint8Array(32)

/** The number of siblings in every proof for a tree over `count` leaves. */
export function treeDepth(count: number): number {
  let depth = 0
  while (2 ** depth < count) depth++
  return depth
}

/** Builds the tree over leaves that stand one after the other, 32 bytes each. */
export function buildTree({ pairs }: TreeHasher, leaves: Uint8Array): Tree {
  const depth = treeDepth(leaves.length / 32)
  const levels = [leaves]
  // What an inner node over nothing but padding is, level by level.
  let padding: Uint8Array = ZERO
  for (let level = 0; level < depth; level++) {
    let below = levels[level]!
    if (below.length % 64 !== 0) below = concatenate(below, padding)
    levels.push(pairs(below))
    padding = pairs(concatenate(padding, padding))
  }
  return { root: levels[depth]!, levels }
}

/** The siblings of leaf `index`, from the leaves upward. */
export function proveLeaf({ pairs }: TreeHasher, tree: Tree, index: number): Hex[] {
  const count = tree.levels[0]!.length / 32
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** (tree.levels.length - 1))
    throw new RangeError(`Leaf ${index} is not in a tree of ${count} leaves.`)
  const proof: Hex[] = []
  let padding: Uint8Array = ZERO
  for (let level = 0; level < tree.levels.length - 1; level++) {
    const nodes = tree.levels[level]!
    const sibling = (index >> level) ^ 1
    const at = sibling * 32
    proof.push(toHex(at < nodes.length ? nodes.subarray(at, at + 32) : padding))
    padding = pairs(concatenate(padding, padding))
  }
  return proof
}

/**
 * The root that a leaf, its position and its siblings give; undefined where the proof has not the one
 * legal length, a sibling is no 32-byte word, or the position is outside the tree. The bits of the position choose the sides.
 */
export function rootFromProof(
  hash: Keccak,
  count: number,
  index: number,
  leaf: Uint8Array,
  proof: readonly Hex[],
): Hex | undefined {
  const depth = treeDepth(count)
  if (proof.length !== depth || !Number.isInteger(index) || index < 0 || index >= 2 ** depth)
    return undefined
  let node = leaf
  const pair = new Uint8Array(64)
  for (const [level, text] of proof.entries()) {
    if (!isWord(text)) return undefined
    const isRight = ((index >> level) & 1) === 1
    pair.set(node, isRight ? 32 : 0)
    pair.set(fromHex(text), isRight ? 0 : 32)
    node = hash(pair)
  }
  return toHex(node)
}

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}
