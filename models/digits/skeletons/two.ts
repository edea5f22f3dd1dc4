import { at, corner, type Style } from './style.ts'

export const two: readonly Style[] = [
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
]
