import { createKeccak } from 'hash-wasm'
import type { Hex } from '../program.ts'

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

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as 0x-prefixed lower-case hex. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '0x'
  for (const byte of bytes) text += digits[byte]
  return text as Hex
}

/** 0x-prefixed hex as bytes. */
export function fromHex(hex: Hex): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) throw new TypeError(`"${hex}" is not a hex string.`)
  const bytes = new Uint8Array(hex.length / 2 - 1)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(hex.slice(2 + 2 * i, 4 + 2 * i), 16)
  return bytes
}
