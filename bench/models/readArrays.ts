import { readFileSync } from 'node:fs'

type Arrays = { shape: readonly number[]; data: Buffer }

/** Gray pictures of bytes, each as numbers from 0 to 1. */
export function readPictures(path: string): Float32Array[] {
  const { shape, data } = readArrays(path, '|u1')
  const size = sizeOf(shape)
  return Array.from({ length: shape[0] ?? 0 }, (_, i) =>
    Float32Array.from(data.subarray(i * size, (i + 1) * size), (byte) => byte / 255),
  )
}

/** Inputs of float32 numbers. */
export function readFloats(path: string): Float32Array[] {
  const { shape, data } = readArrays(path, '<f4')
  const size = sizeOf(shape)
  return Array.from({ length: shape[0] ?? 0 }, (_, i) =>
    Float32Array.from({ length: size }, (_, k) => data.readFloatLE(4 * (i * size + k))),
  )
}

/** How many numbers each of the arrays in a file of that shape holds. */
function sizeOf(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, extent) => product * extent, 1)
}

function readArrays(path: string, type: string): Arrays {
  const file = readFileSync(path)
  const start = 10 + file.readUInt16LE(8)
  const header = file.toString('latin1', 0, start)
  const [, descr, extents = ''] = /'descr': '([^']+)'.*'shape': \(([^)]*)\)/.exec(header) ?? []
  if (descr !== type) throw new Error(`${path} holds ${descr ?? 'no arrays'} instead of ${type}.`)
  return { shape: extents.split(',').filter(Boolean).map(Number), data: file.subarray(start) }
}

/** The numbers of a sound file of one channel and 16 bits, from -1 to 1. */
export function readSound(path: string): Float32Array {
  const file = readFileSync(path)
  const start = file.indexOf('data') + 8
  const count = Math.floor((file.length - start) / 2)
  return Float32Array.from({ length: count }, (_, i) => file.readInt16LE(start + 2 * i) / 32_768)
}
