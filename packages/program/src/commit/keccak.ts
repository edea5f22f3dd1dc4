import { createKeccak } from 'hash-wasm'

/** Hashes one byte string; synchronous, once the hasher is there. */
export type Keccak = (bytes: Uint8Array) => Uint8Array

let ready: Promise<Keccak> | undefined

/** The keccak-256 hasher (WebAssembly), started once for the whole process. */
export function keccak(): Promise<Keccak> {
  ready ??= createKeccak(256).then(
    (hasher) => (bytes: Uint8Array) => hasher.init().update(bytes).digest('binary'),
  )
  return ready
}
