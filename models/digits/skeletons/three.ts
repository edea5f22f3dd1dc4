import { at, corner, type Style } from './style.ts'

export const three: readonly Style[] = [
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
]
