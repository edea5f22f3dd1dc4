import { at, ring, type Style } from './style.ts'

export const zero: readonly Style[] = [
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
]
