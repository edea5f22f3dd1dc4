import { fromHex, toHex } from '../bytes/hex.ts'
import { buildTree, treeDepth } from '../commit/tree.ts'
import type { TreeHasher } from '../commit/treeHasher.ts'
import type { Hex } from '../program.ts'

/** Levels that one opening goes down, where there are so many: 128 nodes. */
export const OPENING_LEVELS = 7

/** A node of a tree over `count` leaves: `height` levels above the leaves, `index` counted from the left. */
export interface TreeNode {
  readonly height: number
  readonly index: number
}

/** Which nodes an opening of a node shows. */
export interface OpeningShape {
  /** Levels from the node down to those that are shown. */
  readonly levels: number
  /** Height of the nodes shown. */
  readonly height: number
  /** Index of the first of them, along their level. */
  readonly first: number
  /** How many are shown: those over at least one leaf. The rest is padding, which the game fills in itself. */
  readonly real: number
}

/** The root of a tree over `count` leaves. */
export function rootNode(count: number): TreeNode {
  return { height: treeDepth(count), index: 0 }
}

/** What an opening of `node` shows in a tree over `count` leaves. */
export function openingShape(count: number, node: TreeNode): OpeningShape {
  const levels = Math.min(OPENING_LEVELS, node.height)
  const height = node.height - levels
  const first = node.index * 2 ** levels
  const real = Math.min(2 ** levels, Math.ceil(count / 2 ** height) - first)
  return { levels, height, first, real }
}

/** Inner nodes over nothing but padding, by height: `paddingNodes(hasher, 2)` are those of heights 0, 1 and 2. */
export function paddingNodes({ pairs }: TreeHasher, height: number): Uint8Array[] {
  const nodes: Uint8Array[] = [new Uint8Array(32)]
  while (nodes.length <= height) {
    const below = nodes.at(-1)!
    const both = new Uint8Array(64)
    both.set(below)
    both.set(below, 32)
    nodes.push(pairs(both))
  }
  return nodes
}

/** The nodes of an opening with its padding, and every level above them up to the node that was opened. */
export function openingLevels(
  hasher: TreeHasher,
  shape: OpeningShape,
  nodes: readonly Hex[],
): readonly Uint8Array[] {
  const all = new Uint8Array(32 * 2 ** shape.levels)
  const padding = paddingNodes(hasher, shape.height).at(-1)!
  for (let i = 0; i < 2 ** shape.levels; i++) {
    const node = nodes[i]
    all.set(i < shape.real && node !== undefined ? fromHex(node) : padding, i * 32)
  }
  return buildTree(hasher, all).levels
}

/** The node that an opening's nodes lead up to. */
export function openedNode(hasher: TreeHasher, shape: OpeningShape, nodes: readonly Hex[]): Hex {
  return toHex(openingLevels(hasher, shape, nodes).at(-1)!)
}
