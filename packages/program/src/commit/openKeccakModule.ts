import { FIRST_FREE_BYTE, keccakModule } from './keccakModule.ts'

/** Bytes of messages that one call hashes. */
export const BATCH_BYTES = 2 ** 18

/** Where the digests of a batch go. */
export const DIGESTS = FIRST_FREE_BYTE + BATCH_BYTES

const MEMORY_BYTES = DIGESTS + BATCH_BYTES / 2

type HashMessages = (from: number, count: number, to: number) => void

/** What the module has, once it runs. Its calls end before anything else of the process goes on, so all share one memory. */
export interface KeccakExports {
  readonly memory: Uint8Array
  permute(): void
  readonly page: HashMessages
  readonly pair: HashMessages
}

let ready: Promise<KeccakExports> | undefined

/** The module, compiled once for the whole process. */
export function openKeccakModule(): Promise<KeccakExports> {
  ready ??= WebAssembly.instantiate(keccakModule()).then(({ instance }) => {
    const { memory, ...functions } = instance.exports as unknown as Omit<
      KeccakExports,
      'memory'
    > & { memory: WebAssembly.Memory }
    memory.grow(Math.ceil(MEMORY_BYTES / 65536))
    return { ...functions, memory: new Uint8Array(memory.buffer) }
  })
  return ready
}
