import { fromHex, toHex } from '../bytes/hex.ts'
import { ProgramError } from '../errors.ts'
import type { Hex } from '../program.ts'
import { tensorRoot } from './tensorRoot.ts'
import { buildTree } from './tree.ts'
import { treeHasher } from './treeHasher.ts'

/**
 * The commitment to a run's outputs: the tensor's own root where there is one output, otherwise the
 * Merkle root over the tensors' roots in order.
 *
 * @param bytes the outputs' canonical bytes, one after the other
 * @param lengths the number of bytes of each output
 * @throws ProgramError `InvalidInput` where the lengths do not add up to the bytes
 */
export async function outputRoot(bytes: Uint8Array, lengths: readonly number[]): Promise<Hex> {
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (lengths.length === 0 || total !== bytes.length)
    throw new ProgramError(
      'InvalidInput',
      `The outputs are ${bytes.length} bytes, but ${lengths.length} outputs of ${total} bytes in total were expected.`,
    )
  if (lengths.length === 1) return tensorRoot(bytes)
  const roots = new Uint8Array(lengths.length * 32)
  let offset = 0
  for (const [i, length] of lengths.entries()) {
    const root = await tensorRoot(bytes.subarray(offset, offset + length))
    roots.set(fromHex(root), i * 32)
    offset += length
  }
  return toHex(buildTree(await treeHasher(), roots).root)
}
