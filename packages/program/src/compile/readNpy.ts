import { CompileError } from './CompileError.ts'

export type NumberArray = {
  shape: readonly number[]
  data: Float32Array | Float64Array | Uint8Array
}

const MAGIC = '\u0093NUMPY'

type Reader = { bytes: number; read: (view: DataView, at: number) => number }

const readers: Readonly<Record<string, Reader>> = {
  f4: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  f8: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  i2: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  u4: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  i4: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  u8: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  i8: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
}

/**
 * Reads NumPy's .npy format: numbers in C order, little-endian.
 *
 * @throws CompileError with the reason
 */
export function readNpy(file: Uint8Array): NumberArray {
  const fail = (reason: string): never => {
    throw new CompileError([{ reason }])
  }
  const latin = (bytes: Uint8Array) =>
    Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  if (latin(file.subarray(0, 6)) !== MAGIC) return fail('this is not a .npy file')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const wide = (file[6] ?? 1) > 1
  if (file.length < (wide ? 12 : 10)) return fail('the file breaks off in its header')
  const start = wide ? 12 : 10
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  const header = latin(file.subarray(start, start + length))
  const type = /'descr':\s*'([<|>=])(\w\d+)'/.exec(header)
  const extents = /'shape':\s*\(([^)]*)\)/.exec(header)
  if (!type || !extents) return fail('its header names no type or shape')
  if (/'fortran_order':\s*True/.test(header))
    return fail('it is in Fortran order; save it in C order')
  const reader = readers[type[2] ?? '']
  if (!reader || (type[1] === '>' && reader.bytes > 1)) {
    return fail(`numbers of type ${type[1]}${type[2]} are not read`)
  }
  const shape = (extents[1] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number)
  const count = shape.reduce((product, extent) => product * extent, 1)
  const body = start + length
  if (!Number.isSafeInteger(count) || file.length - body !== count * reader.bytes) {
    return fail(
      `it holds ${file.length - body} bytes where shape (${shape.join(', ')}) needs ${count * reader.bytes}`,
    )
  }
  const data = reader.bytes > 4 ? new Float64Array(count) : new Float32Array(count)
  for (let i = 0; i < count; i++) data[i] = reader.read(view, body + i * reader.bytes)
  return { shape, data }
}
