import { at, ring, type Style } from './style.ts'

export const six: readonly Style[] = [
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
]
