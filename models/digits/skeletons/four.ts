import { at, corner, type Style } from './style.ts'

export const four: readonly Style[] = [
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
        [at(0.1, 0), at(0.1, bar * 0.6), at(0.22, bar), at(0.5, bar + 0.03), at(0.84, bar - 0.03)],
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
]
