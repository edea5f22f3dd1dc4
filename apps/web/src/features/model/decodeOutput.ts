import { fitBytes } from '@assay/sdk'

/**
 * Reads canonical output bytes (little-endian) as numbers. Undefined where the bytes are not `count` whole numbers of the type, or
 * the type is unknown: then only the bytes themselves can be shown. Zeros that somebody added or left out do not matter.
 */
export function decodeOutput(
  bytes: Uint8Array,
  { dtype, count }: { dtype: string; count: number },
): number[] | undefined {
  const type = readers[dtype]
  const fitted = type && fitBytes(bytes, count * type.size)
  if (type === undefined || fitted === undefined) return undefined
  const view = new DataView(fitted.buffer, fitted.byteOffset, fitted.byteLength)
  return Array.from({ length: count }, (_, index) => type.read(view, index * type.size))
}

const readers: Record<
  string,
  { size: number; read: (view: DataView, at: number) => number } | undefined
> = {
  u8: { size: 1, read: (view, at) => view.getUint8(at) },
  i8: { size: 1, read: (view, at) => view.getInt8(at) },
  i32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  i64: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  f32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  f64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
}
