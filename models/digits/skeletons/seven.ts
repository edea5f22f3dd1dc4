import { at, corner, type Style } from './style.ts'

export const seven: readonly Style[] = [
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
]
