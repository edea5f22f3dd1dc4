import type { Card } from './card.ts'

/** The float input, in the layout of the model's ONNX file, that a sample's bytes stand for. */
export function toFloatInput(input: Card['input'], bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.length)
  if ('features' in input) {
    for (const [i, { scale, zero }] of input.features.entries()) {
      floats[i] = ((bytes[i] as number) - zero) * scale
    }
    return floats
  }
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

/** The bytes for one row of a table: byte = clamp(round(x / scale) + zero, 0, 255). */
export function encodeRow(
  features: readonly { scale: number; zero: number }[],
  row: readonly number[],
): Uint8Array {
  return Uint8Array.from(features, ({ scale, zero }, i) =>
    Math.max(0, Math.min(255, Math.round((row[i] as number) / scale) + zero)),
  )
}
