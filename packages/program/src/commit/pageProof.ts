import { toHex, wordFromHex } from '../bytes/hex.ts'
import { PAGE_BYTES, pageAt, pageCount } from '../bytes/pages.ts'
import type { Hex } from '../program.ts'
import { keccak } from './keccak.ts'
import { buildTree, proveLeaf, rootFromProof } from './tree.ts'
import { treeHasher } from './treeHasher.ts'

/** A page and what ties it to its tensor's root at its position. */
export interface PageProof {
  readonly index: number
  /** The 256 bytes of the page. */
  readonly page: Uint8Array
  /** Siblings from the leaves upward, one per level of the tree. */
  readonly siblings: readonly Hex[]
}

/** Proves that page `index` of these bytes is what their root commits to at that position. */
export async function provePage(bytes: Uint8Array, index: number): Promise<PageProof> {
  const page = pageAt(bytes, index)
  const hasher = await treeHasher()
  const tree = buildTree(hasher, hasher.pages(bytes))
  return { index, page, siblings: proveLeaf(hasher, tree, index) }
}

/**
 * Checks a page against a root.
 *
 * @param root the tensor's root
 * @param length the tensor's canonical bytes: its number of pages fixes the one legal proof length, and
 * bytes of the last page after the tensor's end must be zero
 * @throws ProgramError `InvalidHex` where the root is no 32-byte word
 */
export async function verifyPage(root: Hex, length: number, proof: PageProof): Promise<boolean> {
  const expected = wordFromHex('The root', root)
  const count = pageCount(length)
  if (proof.page.length !== PAGE_BYTES || proof.index >= count) return false
  const end = length - proof.index * PAGE_BYTES
  if (proof.page.subarray(Math.min(end, PAGE_BYTES)).some((byte) => byte !== 0)) return false
  const hash = await keccak()
  const found = rootFromProof(hash, count, proof.index, hash(proof.page), proof.siblings)
  return found !== undefined && found === toHex(expected)
}
