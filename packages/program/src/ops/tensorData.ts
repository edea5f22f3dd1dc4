import { type DType, elementCount, type TensorType } from '../program.ts'

/** The numbers of a tensor, in canonical order. */
export type TensorData = Uint8Array | Int8Array | Int32Array

/** Little-endian i32 bytes as numbers. */
export function i32Of(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % 4 === 0)
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  // A copy: a Buffer's own slice would be a view of the same, misaligned memory.
  return new Int32Array(new Uint8Array(bytes).buffer)
}

/** i8 bytes as numbers. */
export function i8Of(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Canonical bytes as numbers. */
export function numbersOf(dtype: DType, bytes: Uint8Array): TensorData {
  if (dtype === 'i32') return i32Of(bytes)
  return dtype === 'i8' ? i8Of(bytes) : bytes
}

/** Numbers as canonical bytes. */
export function canonicalBytes(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** A tensor of zeros. */
export function zeros(type: TensorType): TensorData {
  const count = elementCount(type.shape)
  if (type.dtype === 'i32') return new Int32Array(count)
  return type.dtype === 'i8' ? new Int8Array(count) : new Uint8Array(count)
}

/** How many elements one step along each axis is. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}

/** The position along each axis of element `index`. */
export function positionOf(shape: readonly number[], index: number): number[] {
  const position = new Array<number>(shape.length)
  let rest = index
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = rest % shape[axis]!
    rest = Math.floor(rest / shape[axis]!)
  }
  return position
}

/** Where the element at a position along each axis stands among all. */
export function placeOf(shape: readonly number[], position: readonly number[]): number {
  const strides = stridesOf(shape)
  return position.reduce((place, at, axis) => place + at * strides[axis]!, 0)
}

/** Fills a tensor by asking for each element's place in another one. */
export function gather(
  output: TensorType,
  source: TensorData,
  place: (position: readonly number[]) => number,
): TensorData {
  const result = zeros(output)
  for (let i = 0; i < result.length; i++) result[i] = source[place(positionOf(output.shape, i))]!
  return result
}
