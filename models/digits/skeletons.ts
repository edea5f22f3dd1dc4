import { arc, type Point } from '../drawing/curve.ts'
import type { Random } from '../drawing/random.ts'

/** The lines that a pen follows, in a box from (0, 0) at the top left to (1, 1). */
export type Skeleton = Point[][]

/** One way to write a digit. Proportions that people vary are drawn from `random`. */
export type Style = { weight: number; write: (random: Random) => Skeleton }

const at = (x: number, y: number): Point => ({ x, y })
const corner = (x: number, y: number): Point => ({ x, y, corner: true })

/** The ways to write each digit; the index is the digit. */
export const styles: readonly (readonly Style[])[] = [
  [
    { weight: 8, write: (random) => [ring(random, 0.5, 0.5, random.between(0.24, 0.46), 0.5)] },
    {
      weight: 2,
      write: (random) => {
        const lean = random.between(-0.12, 0.12)
        return [
          [at(0.5, 0), at(0.14, 0.3 + lean), at(0.16, 0.74), at(0.5, 1), at(0.84, 0.72 - lean)],
          [at(0.84, 0.72 - lean), at(0.86, 0.3), at(random.between(0.46, 0.6), 0.01)],
        ]
      },
    },
    {
      weight: 0.5,
      write: (random) => [
        ring(random, 0.5, 0.5, random.between(0.32, 0.44), 0.5),
        [at(0.72, 0.16), at(0.28, 0.84)],
      ],
    },
  ],
  [
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
  ],
  [
    {
      weight: 5,
      write: (random) => {
        const shoulder = random.between(0.2, 0.34)
        return [
          [
            at(0.08, random.between(0.16, 0.34)),
            at(0.3, 0.03),
            at(0.66, 0.02),
            at(0.88, shoulder),
            at(0.66, shoulder + 0.3),
            corner(0.06, random.between(0.95, 1)),
            at(0.94, random.between(0.93, 1)),
          ],
        ]
      },
    },
    {
      weight: 3,
      write: (random) => {
        const loop = random.between(0.06, 0.14)
        return [
          [
            at(0.12, random.between(0.16, 0.3)),
            at(0.4, 0),
            at(0.76, 0.1),
            at(0.78, 0.36),
            at(0.5, 0.72),
            at(0.2, 0.97),
            at(0.06, 0.96 - loop),
            at(0.22, 0.9 - loop),
            at(0.54, 0.93),
            at(0.96, random.between(0.88, 1)),
          ],
        ]
      },
    },
    {
      weight: 2,
      write: (random) => [
        [
          at(0.1, 0.2),
          at(0.5, 0),
          at(0.88, 0.24),
          at(0.6, 0.62),
          at(0.14, 0.96),
          at(0.4, random.between(0.88, 0.96)),
          at(0.7, 0.98),
          at(0.94, random.between(0.86, 0.96)),
        ],
      ],
    },
    {
      weight: 1,
      write: (random) => [
        [
          at(0.1, random.between(0.02, 0.1)),
          at(0.6, 0),
          at(0.86, 0.14),
          at(0.7, 0.48),
          corner(0.08, 1),
          at(0.92, 1),
        ],
      ],
    },
  ],
  [
    {
      weight: 6,
      write: (random) => {
        const waist = random.between(0.4, 0.5)
        const depth = random.between(0.25, 0.55)
        return [
          [
            at(0.1, random.between(0.06, 0.2)),
            at(0.46, 0),
            at(0.8, waist * 0.46),
            corner(depth, waist),
            at(0.86, (1 + waist) / 2),
            at(0.5, 1),
            at(0.06, random.between(0.8, 0.94)),
          ],
        ]
      },
    },
    {
      weight: 2,
      write: (random) => {
        const waist = random.between(0.36, 0.46)
        return [
          [
            at(0.08, random.between(0, 0.04)),
            corner(0.84, 0),
            corner(random.between(0.34, 0.5), waist),
            at(0.8, waist + 0.14),
            at(0.84, 0.78),
            at(0.5, 1),
            at(0.06, random.between(0.82, 0.94)),
          ],
        ]
      },
    },
    {
      weight: 2,
      write: (random) => {
        const waist = random.between(0.42, 0.5)
        return [
          [
            at(0.12, random.between(0.08, 0.18)),
            at(0.5, 0),
            at(0.82, 0.2),
            at(0.62, waist - 0.04),
            at(0.4, waist),
            at(0.64, waist + 0.06),
            at(0.9, 0.74),
            at(0.5, 1),
            at(0.08, random.between(0.82, 0.92)),
          ],
        ]
      },
    },
    {
      weight: 1,
      write: (random) => [
        [
          at(0.1, 0.1),
          at(0.5, 0),
          at(0.8, 0.2),
          at(0.52, 0.46),
          at(0.38, random.between(0.44, 0.54)),
          at(0.5, 0.42),
          at(0.86, 0.7),
          at(0.46, 1),
          at(0.06, random.between(0.82, 0.92)),
        ],
      ],
    },
  ],
  [
    {
      weight: 4,
      write: (random) => {
        const bar = random.between(0.5, 0.68)
        const stem = random.between(0.6, 0.8)
        return [
          [at(random.between(0.12, 0.36), 0), corner(0.06, bar), at(0.96, bar)],
          [at(stem + 0.03, random.between(0, 0.34)), at(stem, 1)],
        ]
      },
    },
    {
      weight: 4,
      write: (random) => {
        const bar = random.between(0.58, 0.74)
        const stem = random.between(0.6, 0.78)
        return [[at(stem, 1), corner(stem, 0), corner(0.04, bar), at(0.98, bar)]]
      },
    },
    {
      weight: 2,
      write: (random) => {
        const bar = random.between(0.44, 0.6)
        return [
          [
            at(0.1, 0),
            at(0.1, bar * 0.6),
            at(0.22, bar),
            at(0.5, bar + 0.03),
            at(0.84, bar - 0.03),
          ],
          [at(0.86, random.between(0, 0.16)), at(0.84, bar), at(random.between(0.72, 0.86), 1)],
        ]
      },
    },
    {
      weight: 2,
      write: (random) => {
        const bar = random.between(0.5, 0.62)
        return [
          [at(0.14, 0), corner(0.12, bar), at(0.8, bar)],
          [at(0.8, 0), at(random.between(0.76, 0.82), 1)],
        ]
      },
    },
  ],
  [
    {
      weight: 5,
      write: (random) => {
        const waist = random.between(0.34, 0.5)
        return [
          [
            at(random.between(0.76, 0.96), random.between(0, 0.04)),
            corner(0.2, 0.02),
            corner(0.14, waist),
            at(0.5, waist - 0.07),
            at(0.88, (waist + 1) / 2),
            at(0.52, 1),
            at(0.06, random.between(0.84, 0.96)),
          ],
        ]
      },
    },
    {
      weight: 3,
      write: (random) => {
        const waist = random.between(0.34, 0.48)
        const gap = random.between(-0.02, 0.08)
        return [
          [
            at(0.22, 0),
            corner(0.16, waist),
            at(0.52, waist - 0.05),
            at(0.88, (waist + 1) / 2),
            at(0.5, 1),
            at(0.06, random.between(0.82, 0.96)),
          ],
          [at(0.22 + gap, random.between(-0.03, 0.03)), at(random.between(0.74, 1), 0)],
        ]
      },
    },
    {
      weight: 2,
      write: (random) => [
        [
          at(0.88, 0),
          at(0.36, random.between(0.02, 0.08)),
          at(0.18, 0.26),
          at(0.34, 0.44),
          at(0.74, 0.54),
          at(0.84, 0.78),
          at(0.5, 1),
          at(0.06, random.between(0.86, 0.96)),
        ],
      ],
    },
    {
      weight: 1,
      write: (random) => {
        const waist = random.between(0.42, 0.5)
        return [
          [
            at(0.9, 0),
            corner(0.12, 0),
            corner(0.12, waist),
            at(0.6, waist),
            at(0.88, waist + 0.14),
            at(0.88, 0.84),
            at(0.6, 1),
            at(0.08, 1),
          ],
        ]
      },
    },
  ],
  [
    {
      weight: 5,
      write: (random) => {
        const belly = random.between(0.44, 0.6)
        return [
          [
            at(random.between(0.55, 0.85), 0),
            at(0.32, 0.22),
            at(0.1, 0.62),
            at(0.26, 0.95),
            at(0.66, 0.98),
            at(0.88, (belly + 1) / 2),
            at(0.58, belly),
            at(0.22, belly + 0.12),
            at(0.1, belly + 0.24),
          ],
        ]
      },
    },
    {
      weight: 3,
      write: (random) => {
        const belly = random.between(0.5, 0.64)
        return [
          [at(random.between(0.3, 0.6), 0), at(0.14, 0.5), at(0.12, (belly + 1) / 2)],
          ring(random, 0.48, (belly + 1) / 2, 0.36, (1 - belly) / 2),
        ]
      },
    },
    {
      weight: 2,
      write: (random) => {
        const belly = random.between(0.44, 0.56)
        return [
          [
            at(0.86, random.between(0.06, 0.16)),
            at(0.56, 0),
            at(0.2, 0.26),
            at(0.1, 0.66),
            at(0.4, 1),
            at(0.8, 0.86),
            at(0.8, belly + 0.1),
            at(0.5, belly),
            at(0.14, belly + 0.22),
          ],
        ]
      },
    },
  ],
  [
    {
      weight: 4,
      write: (random) => [
        [at(0.06, random.between(0, 0.06)), corner(0.94, 0), at(random.between(0.26, 0.6), 1)],
      ],
    },
    {
      weight: 4,
      write: (random) => {
        const foot = random.between(0.26, 0.56)
        const bar = random.between(0.42, 0.6)
        const middle = 0.94 + (foot - 0.94) * bar
        return [
          [at(0.06, random.between(0, 0.06)), corner(0.94, 0), at(foot, 1)],
          [
            at(middle - random.between(0.18, 0.34), bar + random.between(-0.03, 0.05)),
            at(middle + random.between(0.16, 0.3), bar + random.between(-0.05, 0.03)),
          ],
        ]
      },
    },
    {
      weight: 2,
      write: (random) => [
        [
          at(0.08, random.between(0.14, 0.26)),
          corner(0.08, 0.02),
          corner(0.92, 0),
          at(0.62, 0.46),
          at(random.between(0.3, 0.5), 1),
        ],
      ],
    },
    {
      weight: 3,
      write: (random) => [
        [
          at(0.06, random.between(0.02, 0.14)),
          at(0.44, random.between(0, 0.08)),
          corner(0.92, 0.02),
          at(0.58, 0.5),
          at(random.between(0.34, 0.48), 1),
        ],
      ],
    },
  ],
  [
    {
      weight: 5,
      write: (random) => {
        const waist = random.between(0.4, 0.52)
        const upper = random.between(0.28, 0.38)
        return [
          [
            at(0.5 + upper * random.between(0.5, 0.9), 0.1),
            at(0.5, 0),
            at(0.5 - upper, waist / 2),
            at(0.5, waist),
            at(0.88, (waist + 1) / 2),
            at(0.5, 1),
            at(0.12, (waist + 1) / 2),
            at(0.46, waist),
            at(0.5 + upper, waist / 2),
            at(0.5 + upper * random.between(0.4, 0.8), 0.06),
          ],
        ]
      },
    },
    {
      weight: 4,
      write: (random) => {
        const waist = random.between(0.4, 0.52)
        return [
          ring(random, 0.5, waist / 2, random.between(0.24, 0.38), waist / 2),
          ring(random, 0.5, (1 + waist) / 2, random.between(0.32, 0.44), (1 - waist) / 2),
        ]
      },
    },
    {
      weight: 2,
      write: (random) => {
        const waist = random.between(0.42, 0.5)
        return [
          [
            at(0.5, waist),
            at(0.16, waist / 2),
            at(0.5, 0),
            at(0.84, waist / 2),
            at(0.5, waist),
            at(0.12, (waist + 1) / 2),
            at(0.5, 1),
            at(0.88, (waist + 1) / 2),
            at(0.52, waist),
          ],
        ]
      },
    },
    {
      weight: 1,
      write: (random) => [
        [
          corner(0.84, random.between(0.02, 0.1)),
          at(0.4, 0.02),
          at(0.18, 0.2),
          at(0.5, 0.46),
          at(0.84, 0.76),
          at(0.5, 1),
          at(0.16, 0.8),
          at(0.5, 0.48),
          at(random.between(0.78, 0.9), 0.06),
        ],
      ],
    },
  ],
  [
    {
      weight: 4,
      write: (random) => {
        const waist = random.between(0.4, 0.54)
        return [
          ring(random, 0.46, waist / 2, random.between(0.3, 0.4), waist / 2),
          [
            at(random.between(0.8, 0.88), random.between(0.04, 0.2)),
            at(random.between(0.66, 0.84), 1),
          ],
        ]
      },
    },
    {
      weight: 4,
      write: (random) => {
        const waist = random.between(0.4, 0.54)
        return [
          [
            at(0.82, 0.12),
            at(0.46, 0),
            at(0.1, waist / 2),
            at(0.4, waist),
            at(0.8, waist * 0.6),
            corner(0.86, random.between(0.06, 0.16)),
            at(0.82, 0.5),
            at(random.between(0.56, 0.84), 1),
          ],
        ]
      },
    },
    {
      weight: 3,
      write: (random) => {
        const waist = random.between(0.4, 0.54)
        return [
          [
            at(0.86, 0.16),
            at(0.48, 0),
            at(0.12, waist / 2),
            at(0.42, waist),
            at(0.84, waist * 0.54),
            at(0.88, 0.5),
            at(0.74, 0.88),
            at(0.44, 1),
            at(0.1, random.between(0.84, 0.96)),
          ],
        ]
      },
    },
    {
      weight: 1,
      write: (random) => {
        const waist = random.between(0.42, 0.52)
        return [
          [
            at(0.86, waist * 0.7),
            at(0.5, waist),
            at(0.12, waist / 2),
            at(0.5, 0),
            at(0.86, 0.26),
            at(0.84, 0.66),
            at(0.56, 1),
            at(0.14, random.between(0.9, 1)),
          ],
        ]
      },
    },
  ],
]

/** A closed shape as a hand leaves it: begun somewhere at the top, ended short of or past its begin. */
function ring(random: Random, x: number, y: number, radiusX: number, radiusY: number): Point[] {
  const from = random.between(-150, -20)
  const turn = 360 + random.between(-16, 36)
  const to = random.chance(0.8) ? from - turn : from + turn
  return arc({ x, y, radiusX, radiusY, from, to, steps: 12 })
}

/** The tip of the short stroke that leads up to the top of a 1. */
function flag(random: Random): Point {
  const length = random.between(0.12, 0.4)
  return at(0.5 - length, length * random.between(0.7, 1.3))
}
