import { ProgramError } from '../errors.ts'
import type { Hex } from '../program.ts'

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as 0x-prefixed lower-case hex. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '0x'
  for (const byte of bytes) text += digits[byte]
  return text as Hex
}

/**
 * 0x-prefixed hex as bytes.
 *
 * @throws ProgramError `InvalidHex`
 */
export function fromHex(hex: Hex): Uint8Array {
  if (!isHex(hex)) throw new ProgramError('InvalidHex', `"${shown(hex)}" is not a hex string.`)
  const bytes = new Uint8Array(hex.length / 2 - 1)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(hex.slice(2 + 2 * i, 4 + 2 * i), 16)
  return bytes
}

/**
 * A 32-byte word that somebody handed in.
 *
 * @param what what it is, for the error's sentence
 * @throws ProgramError `InvalidHex`
 */
export function wordFromHex(what: string, hex: Hex): Uint8Array {
  if (!isWord(hex))
    throw new ProgramError(
      'InvalidHex',
      `${what} is "${shown(hex)}"; it must be 32 bytes in hex, as "0x" and 64 digits.`,
    )
  return fromHex(hex)
}

/** Whether a text is 32 bytes in hex. */
export function isWord(text: unknown): text is Hex {
  return isHex(text) && text.length === 66
}

function isHex(text: unknown): text is Hex {
  return typeof text === 'string' && text.length % 2 === 0 && /^0x[0-9a-fA-F]*$/.test(text)
}

/** What was handed in, short enough for a sentence. */
function shown(text: unknown): string {
  const all = String(text)
  return all.length > 80 ? `${all.slice(0, 80)}…` : all
}
