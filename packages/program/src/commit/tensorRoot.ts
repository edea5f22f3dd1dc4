import { toHex } from '../bytes/hex.ts'
import { pageCount } from '../bytes/pages.ts'
import type { Hex } from '../program.ts'
import { buildTree } from './tree.ts'
import { treeHasher } from './treeHasher.ts'

/**
 * The commitment to a tensor, or to any bytes: the Merkle root over its 256-byte pages.
 *
 * @param bytes canonical bytes, at least one
 * @throws ProgramError `EmptyTensor`
 * @example const root = await tensorRoot(new Uint8Array([1, 2, 3]))
 */
export async function tensorRoot(bytes: Uint8Array): Promise<Hex> {
  pageCount(bytes.length)
  const hasher = await treeHasher()
  return toHex(buildTree(hasher, hasher.pages(bytes)).root)
}
