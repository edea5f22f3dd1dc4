import { sizeOf } from './floatGraph.ts'
import { type InputScale, scaleAt } from './inputScale.ts'
import { channelAxis } from './quantize/calibrate.ts'

export type ProgramInput = {
  /** The ONNX input's name and shape. */
  name: string
  shape: readonly number[]
  /** None where the input holds indices, which are i32. */
  scale?: InputScale
}

/** The bytes for an input's numbers, in the numbers' own order. */
export function quantizeInput(
  { shape, scale }: ProgramInput,
  values: ArrayLike<number>,
): Uint8Array {
  const axis = channelAxis(shape)
  const inner = sizeOf(shape.slice(axis + 1))
  const channels = shape[axis] ?? 1
  return Uint8Array.from({ length: sizeOf(shape) }, (_, i) => {
    const one = scaleAt(scale ?? { scale: 1, zero: 0 }, Math.floor(i / inner) % channels)
    const byte = Math.round((values[i] ?? 0) / one.scale + one.zero)
    return Math.min(255, Math.max(0, byte))
  })
}

/** The program's canonical input for float inputs: bytes, images channels-last, several inputs one after the other. */
export function encodeInput(
  inputs: readonly ProgramInput[],
  values: ReadonlyMap<string, ArrayLike<number>>,
): Uint8Array {
  // Bytes beside indices take four bytes each, as the indices do.
  const isWide = inputs.some(({ scale }) => !scale)
  const wide = (numbers: ArrayLike<number>) => new Uint8Array(Int32Array.from(numbers).buffer)
  const parts = inputs.map((input) => {
    const numbers = values.get(input.name) ?? []
    if (!input.scale) return wide(numbers)
    const bytes = channelsLast(input.shape, quantizeInput(input, numbers))
    return isWide ? wide(bytes) : bytes
  })
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

function channelsLast(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  if (shape.length !== 4) return bytes
  const [, channels = 1, height = 1, width = 1] = shape
  const area = height * width
  const result = new Uint8Array(bytes.length)
  bytes.forEach((byte, i) => {
    const image = Math.floor(i / (area * channels))
    const channel = Math.floor(i / area) % channels
    result[(image * area + (i % area)) * channels + channel] = byte
  })
  return result
}
