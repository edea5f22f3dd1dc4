import type { Card, Encoding } from './card.ts'

/** The little-endian i32 numbers for a series: round(x / scale) + zero. */
export function encodeSeries({ scale, zero }: Encoding, values: ArrayLike<number>): Uint8Array {
  const numbers = Int32Array.from(values, (value) => Math.round(value / scale) + zero)
  return new Uint8Array(numbers.buffer)
}

/** The numbers that a sample's bytes give the float model, in the layout of its ONNX file. */
export function toFloatInput(input: Card['input'], bytes: Uint8Array): Float32Array {
  if ('features' in input) {
    const { dtype, features } = input
    const numbers = input.bytes.dtype === 'i32' ? new Int32Array(bytes.slice().buffer) : bytes
    return Float32Array.from(features, ({ scale, zero }, i) => {
      const number = numbers[i] as number
      return dtype === 'i32' ? number : (number - zero) * scale
    })
  }
  if ('step' in input) {
    const { scale, zero } = input.encoding
    const numbers = new Int32Array(bytes.slice().buffer)
    return Float32Array.from(numbers, (number) => (number - zero) * scale)
  }
  const floats = new Float32Array(bytes.length)
  const [, channels, height, width] = input.shape
  const { scale, zero } = input.encoding
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const byte = bytes[pixel * channels + channel] as number
      floats[channel * height * width + pixel] = (byte - zero) * scale
    }
  }
  return floats
}

/** The little-endian i32 numbers for one row of a table: round(x / scale) + zero. */
export function encodeWideRow(
  features: readonly { scale: number; zero: number }[],
  row: readonly number[],
): Uint8Array {
  const numbers = Int32Array.from(
    features,
    ({ scale, zero }, i) => Math.round((row[i] as number) / scale) + zero,
  )
  return new Uint8Array(numbers.buffer)
}

/** The bytes for one row of a table: byte = clamp(round(x / scale) + zero, 0, 255). */
export function encodeRow(
  features: readonly { scale: number; zero: number }[],
  row: readonly number[],
): Uint8Array {
  return Uint8Array.from(features, ({ scale, zero }, i) =>
    Math.max(0, Math.min(255, Math.round((row[i] as number) / scale) + zero)),
  )
}
