import type { Point } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { at, corner, type Style } from './style.ts'

export const one: readonly Style[] = [
  { weight: 4, write: (random) => [[at(0.5, 0), at(0.5 + random.between(-0.05, 0.05), 1)]] },
  {
    weight: 4,
    write: (random) => [[flag(random), corner(0.5, 0), at(0.5 + random.between(-0.04, 0.04), 1)]],
  },
  {
    weight: 4,
    write: (random) => [
      [flag(random), corner(0.5, 0), at(0.5, 1)],
      [at(0.5 - random.between(0.14, 0.34), 1), at(0.5 + random.between(0.14, 0.34), 1)],
    ],
  },
  {
    weight: 1,
    write: (random) => [
      [at(0.5, 0), at(0.5, 1)],
      [at(0.5 - random.between(0.14, 0.28), 1), at(0.5 + random.between(0.14, 0.28), 1)],
    ],
  },
  {
    weight: 1,
    write: (random) => [
      [at(0.5 - random.between(0.1, 0.24), 0.02), corner(0.5, 0), at(0.5, 1)],
      [at(0.5 - random.between(0.14, 0.3), 1), at(0.5 + random.between(0.14, 0.3), 1)],
    ],
  },
]

/** The tip of the short stroke that leads up to the top of a 1. */
function flag(random: Random): Point {
  const length = random.between(0.12, 0.4)
  return at(0.5 - length, length * random.between(0.7, 1.3))
}
