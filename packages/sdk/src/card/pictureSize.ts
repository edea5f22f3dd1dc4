/** One picture of bytes, row by row: one byte for each pixel, or red, green and blue. */
export type PictureSize = { width: number; height: number; channels: 1 | 3 }

/** The size of a tensor that is one picture of bytes; undefined for everything else. */
export function pictureOf({
  dtype,
  shape,
}: {
  dtype: string
  shape: readonly number[]
}): PictureSize | undefined {
  if (dtype !== 'u8') return undefined
  const sizes = shape.filter((size) => size !== 1)
  const [height, width, channels = 1] = sizes
  if (height === undefined || width === undefined || sizes.length > 3) return undefined
  if (channels !== 1 && channels !== 3) return undefined
  if (Math.min(height, width) < 4 || Math.max(height, width) > 4_096) return undefined
  return { width, height, channels }
}

/** How many bytes it has. */
export function pictureBytes({ width, height, channels }: PictureSize): number {
  return width * height * channels
}
