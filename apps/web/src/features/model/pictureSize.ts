import type { Card } from '../../queries/readCard.ts'

export type PictureSize = { width: number; height: number }

/** The size of a model's input where it is one grey picture of bytes; undefined for everything else. */
export function pictureSize({ input }: Pick<Card, 'input'>): PictureSize | undefined {
  if (input.dtype !== 'u8') return undefined
  const sizes = input.shape.filter((size) => size !== 1)
  const [height, width] = sizes
  if (sizes.length !== 2 || height === undefined || width === undefined) return undefined
  if (Math.min(height, width) < 4 || Math.max(height, width) > 256) return undefined
  return { width, height }
}
