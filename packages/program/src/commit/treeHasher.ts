import { FIRST_FREE_BYTE, messageBytes } from './keccakModule.ts'
import { BATCH_BYTES, DIGESTS, type KeccakExports, openKeccakModule } from './openKeccakModule.ts'

/** Hashes whole levels of trees. */
export interface TreeHasher {
  /** The hash of each 256-byte page, the last one filled with zeros; 32 bytes each. */
  pages(bytes: Uint8Array): Uint8Array
  /** The hash of each 64-byte pair of nodes; 32 bytes each. */
  pairs(nodes: Uint8Array): Uint8Array
}

let ready: Promise<TreeHasher> | undefined

/** The hasher of trees. */
export function treeHasher(): Promise<TreeHasher> {
  ready ??= openKeccakModule().then(({ memory, page, pair }) => ({
    pages: (messages) => hashAll(memory, page, messageBytes.page, messages),
    pairs: (messages) => hashAll(memory, pair, messageBytes.pair, messages),
  }))
  return ready
}

function hashAll(
  memory: Uint8Array,
  hash: KeccakExports['page'],
  size: number,
  messages: Uint8Array,
): Uint8Array {
  const digests = new Uint8Array(Math.ceil(messages.length / size) * 32)
  for (let at = 0; at < messages.length; at += BATCH_BYTES) {
    const batch = messages.subarray(at, at + BATCH_BYTES)
    const count = Math.ceil(batch.length / size)
    memory.set(batch, FIRST_FREE_BYTE)
    memory.fill(0, FIRST_FREE_BYTE + batch.length, FIRST_FREE_BYTE + count * size)
    hash(FIRST_FREE_BYTE, count, DIGESTS)
    digests.set(memory.subarray(DIGESTS, DIGESTS + count * 32), (at / size) * 32)
  }
  return digests
}
