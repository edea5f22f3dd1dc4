import type { Hex } from '../program.ts'
import { keccak, toHex } from './keccak.ts'
import { pageLeaves } from './pages.ts'
import { buildTree } from './tree.ts'

/**
 * The commitment to a tensor, or to any bytes: the Merkle root over its 256-byte pages.
 *
 * @param bytes canonical bytes, at least one
 * @throws ProgramError `EmptyTensor`
 * @example const root = await tensorRoot(new Uint8Array([1, 2, 3]))
 */
export async function tensorRoot(bytes: Uint8Array): Promise<Hex> {
  const hash = await keccak()
  return toHex(buildTree(hash, pageLeaves(hash, bytes)).root)
}
