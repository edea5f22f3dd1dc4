import { sizeOf } from './float-graph.ts'
import type { ByteScale } from './quantize/choose-range.ts'
import type { InputScale } from './quantize/choose-scales.ts'

export type ProgramInput = {
  /** The ONNX input's name and shape. */
  name: string
  shape: readonly number[]
  /** None where the input holds indices, which are i32. */
  scale?: InputScale
}

/** The program's canonical input for float inputs: bytes, images channels-last, several inputs one after the other. */
export function encodeInput(
  inputs: readonly ProgramInput[],
  values: ReadonlyMap<string, ArrayLike<number>>,
): Uint8Array {
  const parts = inputs.map((input) => encodeOne(input, values.get(input.name) ?? []))
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

function encodeOne({ shape, scale }: ProgramInput, values: ArrayLike<number>): Uint8Array {
  const size = sizeOf(shape)
  if (!scale) return new Uint8Array(Int32Array.from(values).buffer)
  const features = Array.isArray(scale) ? (scale as readonly ByteScale[]) : undefined
  const common = features ? undefined : (scale as ByteScale)
  const bytes = new Uint8Array(size)
  const [n = 1, channels = 1, height = 1, width = 1] = shape
  const isImage = shape.length === 4
  const area = height * width
  for (let i = 0; i < size; i++) {
    const encoding = features?.[i % features.length] ?? common
    const byte = Math.round((values[i] ?? 0) / (encoding?.scale ?? 1) + (encoding?.zero ?? 0))
    const channel = Math.floor(i / area) % channels
    const image = Math.floor(i / (area * channels))
    const at = isImage ? (image * area + (i % area)) * channels + channel : i
    if (!isImage || image < n) bytes[at] = Math.min(255, Math.max(0, byte))
  }
  return bytes
}
