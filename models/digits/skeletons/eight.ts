import { at, corner, ring, type Style } from './style.ts'

export const eight: readonly Style[] = [
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
]
