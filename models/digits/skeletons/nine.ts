import { at, corner, ring, type Style } from './style.ts'

export const nine: readonly Style[] = [
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
]
