/** One type of number as canonical bytes hold it, little-endian. */
export type NumberType = {
  size: number
  /** Whole numbers from `low` to `high`; absent for floating point. */
  range?: { low: number; high: number }
  read: (view: DataView, at: number) => number
  write: (view: DataView, at: number, value: number) => void
}

function whole(size: number, isSigned: boolean): { low: number; high: number } {
  const most = 2 ** (8 * size - (isSigned ? 1 : 0))
  return { low: isSigned ? -most : 0, high: most - 1 }
}

const SAFE = { low: Number.MIN_SAFE_INTEGER, high: Number.MAX_SAFE_INTEGER }

/** The types that a card may name, by name. */
export const numberTypes: Readonly<Record<string, NumberType | undefined>> = {
  u8: {
    size: 1,
    range: whole(1, false),
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, value),
  },
  i8: {
    size: 1,
    range: whole(1, true),
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, value),
  },
  i32: {
    size: 4,
    range: whole(4, true),
    read: (view, at) => view.getInt32(at, true),
    write: (view, at, value) => view.setInt32(at, value, true),
  },
  i64: {
    size: 8,
    // Larger ones cannot be typed exactly.
    range: SAFE,
    read: (view, at) => Number(view.getBigInt64(at, true)),
    write: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  },
  f32: {
    size: 4,
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  f64: {
    size: 8,
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
}

/** How many numbers a shape has. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Numbers as canonical bytes. */
export function encodeNumbers(values: readonly number[], dtype: string): Uint8Array | undefined {
  const type = numberTypes[dtype]
  if (type === undefined) return undefined
  const bytes = new Uint8Array(values.length * type.size)
  const view = new DataView(bytes.buffer)
  values.forEach((value, index) => {
    type.write(view, index * type.size, value)
  })
  return bytes
}

/** What speaks against a number of this type, in words. */
export function problemOf(value: number, dtype: string): string | undefined {
  const { range } = numberTypes[dtype] ?? {}
  if (!Number.isFinite(value)) return 'is not a number'
  if (range === undefined || (Number.isInteger(value) && value >= range.low && value <= range.high))
    return undefined
  return `is not a whole number from ${range.low.toLocaleString('en')} to ${range.high.toLocaleString('en')}`
}
