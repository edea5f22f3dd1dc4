import { createRandom } from '../drawing/random.ts'
import { type Split, streams } from '../drawing/split.ts'
import { labels, paintObject, SIZE } from '../objects/draw.ts'

export { SIZE } from '../objects/draw.ts'

/** The side of the small picture. */
export const SMALL = SIZE / 2

export type DrawnPair = {
  /** SMALL x SMALL x 3 bytes, row by row: each pixel is the mean of four of the large picture. */
  bytes: Uint8Array
  /** SIZE x SIZE x 3 bytes. */
  target: Uint8Array
}

/** Draws one scene, large and small. */
export function drawPair({ seed, split }: { seed: number; split: Split }): DrawnPair {
  const random = createRandom({ seed, stream: streams.upscale[split] })
  const { values } = paintObject(seed % labels.length, random)
  const target = Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(value))))
  return { bytes: halve(target), target }
}

function halve(large: Uint8Array): Uint8Array {
  const small = new Uint8Array(SMALL * SMALL * 3)
  for (const at of small.keys()) {
    const [x, y] = [Math.floor(at / 3) % SMALL, Math.floor(at / 3 / SMALL)]
    const read = (right: number, down: number) =>
      large[((2 * y + down) * SIZE + 2 * x + right) * 3 + (at % 3)] as number
    small[at] = Math.round((read(0, 0) + read(1, 0) + read(0, 1) + read(1, 1)) / 4)
  }
  return small
}
