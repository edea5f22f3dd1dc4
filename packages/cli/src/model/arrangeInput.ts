import type { InputScale } from '@assay/program/compile'

/** Numbers given pixel by pixel (N, H, W, C) in the order of the model (N, C, H, W). */
export function toChannelsFirst(values: Float64Array, shape: readonly number[]): Float64Array {
  if (shape.length !== 4) return values
  const [, channels = 1, height = 1, width = 1] = shape
  const area = height * width
  return values.map((_, i) => {
    const image = Math.floor(i / (area * channels))
    const channel = Math.floor(i / area) % channels
    return values[(image * area + (i % area)) * channels + channel] ?? 0
  })
}

/** The numbers that bytes in the order of the model stand for. */
export function decodeBytes(
  bytes: Float64Array,
  shape: readonly number[],
  encoding: InputScale,
): Float64Array {
  const isImage = shape.length === 4
  const inner = isImage ? (shape[2] ?? 1) * (shape[3] ?? 1) : 1
  const channels = (isImage ? shape[1] : shape.at(-1)) ?? 1
  return bytes.map((byte, i) => {
    const all = encoding as
      | { scale: number; zero: number }
      | readonly { scale: number; zero: number }[]
    const one = 'scale' in all ? all : all[Math.floor(i / inner) % channels]
    return (byte - (one?.zero ?? 0)) * (one?.scale ?? 1)
  })
}
