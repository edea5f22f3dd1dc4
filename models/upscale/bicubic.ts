import { SIZE, SMALL } from './draw.ts'

/** Keys' cubic at the distances 0.25, 0.75, 1.25 and 1.75, with a = -0.5. */
const NEAR = [0.8671875, 0.2265625, -0.0703125, -0.0234375] as const

/** A small picture as a large one by bicubic interpolation, as picture programs do it: bytes, channels last. */
export function bicubic(small: Uint8Array): Uint8Array {
  const large = new Uint8Array(SIZE * SIZE * 3)
  const sums = new Float64Array(SIZE * SMALL * 3)
  // Along each row, then along each column.
  for (let y = 0; y < SMALL; y++)
    for (let x = 0; x < SIZE; x++)
      for (let channel = 0; channel < 3; channel++)
        sums[(y * SIZE + x) * 3 + channel] = between(
          x,
          (at) => small[(y * SMALL + at) * 3 + channel]!,
        )
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++)
      for (let channel = 0; channel < 3; channel++) {
        const value = between(y, (at) => sums[(at * SIZE + x) * 3 + channel]!)
        large[(y * SIZE + x) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)))
      }
  return large
}

/** The value at a place of the large side; what lies outside is what is at the edge. */
function between(place: number, read: (at: number) => number): number {
  const isLate = place % 2 === 1
  const nearest = Math.floor(place / 2)
  // A large pixel's middle is a quarter of a small one from the nearest small one's.
  const side = isLate ? 1 : -1
  const at = (steps: number) => read(Math.max(0, Math.min(SMALL - 1, nearest + side * steps)))
  return NEAR[0] * at(0) + NEAR[1] * at(1) + NEAR[2] * at(-1) + NEAR[3] * at(2)
}
