import { arc, type Point } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'

/** The lines that a pen follows, in a box from (0, 0) at the top left to (1, 1). */
export type Skeleton = Point[][]

/** One way to write a digit. Proportions that people vary are drawn from `random`. */
export type Style = { weight: number; write: (random: Random) => Skeleton }

export const at = (x: number, y: number): Point => ({ x, y })
export const corner = (x: number, y: number): Point => ({ x, y, corner: true })

/** A closed shape as a hand leaves it: begun somewhere at the top, ended short of or past its begin. */
export function ring(
  random: Random,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
): Point[] {
  const from = random.between(-150, -20)
  const turn = 360 + random.between(-16, 36)
  const to = random.chance(0.8) ? from - turn : from + turn
  return arc({ x, y, radiusX, radiusY, from, to, steps: 12 })
}
