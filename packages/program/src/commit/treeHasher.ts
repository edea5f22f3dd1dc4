import { FIRST_FREE_BYTE, keccakModule, messageBytes } from './keccakModule.ts'

/** Hashes whole levels of trees. */
export interface TreeHasher {
  /** The hash of each 256-byte page, the last one filled with zeros; 32 bytes each. */
  pages(bytes: Uint8Array): Uint8Array
  /** The hash of each 64-byte pair of nodes; 32 bytes each. */
  pairs(nodes: Uint8Array): Uint8Array
}

/** Bytes of messages that one call hashes. */
const BATCH_BYTES = 2 ** 18
const DIGESTS = FIRST_FREE_BYTE + BATCH_BYTES
const MEMORY_BYTES = DIGESTS + BATCH_BYTES / 2

type HashMessages = (from: number, count: number, to: number) => void

let ready: Promise<TreeHasher> | undefined

/** The hasher of trees, compiled once for the whole process. */
export function treeHasher(): Promise<TreeHasher> {
  ready ??= WebAssembly.instantiate(keccakModule()).then(({ instance }) => {
    const memory = instance.exports.memory as WebAssembly.Memory
    memory.grow(Math.ceil(MEMORY_BYTES / 65536))
    const bytes = new Uint8Array(memory.buffer)
    const page = instance.exports.page as HashMessages
    const pair = instance.exports.pair as HashMessages
    return {
      pages: (messages) => hashAll(bytes, page, messageBytes.page, messages),
      pairs: (messages) => hashAll(bytes, pair, messageBytes.pair, messages),
    }
  })
  return ready
}

function hashAll(
  memory: Uint8Array,
  hash: HashMessages,
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
