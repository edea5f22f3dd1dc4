import { at, corner, type Style } from './style.ts'

export const five: readonly Style[] = [
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
]
