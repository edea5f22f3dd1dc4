import { fitBytes } from '../model/fitBytes.ts'
import { numberTypes } from './numberTypes.ts'

/**
 * Reads canonical output bytes (little-endian) as numbers. Undefined where the bytes are not `count` whole numbers of the type, or
 * the type is unknown: then only the bytes themselves can be shown. Zeros that somebody added or left out do not matter.
 */
export function decodeOutput(
  bytes: Uint8Array,
  { dtype, count }: { dtype: string; count: number },
): number[] | undefined {
  const type = numberTypes[dtype]
  const fitted = type && fitBytes(bytes, count * type.size)
  if (type === undefined || fitted === undefined) return undefined
  const view = new DataView(fitted.buffer, fitted.byteOffset, fitted.byteLength)
  return Array.from({ length: count }, (_, index) => type.read(view, index * type.size))
}
