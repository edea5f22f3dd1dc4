import type { Random } from '../../drawing/random.ts'
import { area, line, type Part } from './part.ts'

export function arrow(random: Random): Part[] {
  const shaft = random.between(0.1, 0.22)
  const head = random.between(0.4, 0.65)
  const neck = random.between(0.05, 0.45)
  const barb = random.between(-0.1, 0.15)
  if (random.chance(0.3)) {
    const width = random.between(0.12, 0.2)
    return [
      line('main', width, [-0.9, 0, 0.88, 0]),
      line('main', width, [neck, -head, 0.88, 0, neck, head]),
    ]
  }
  return [
    area('main', [
      ...[-0.98, -shaft, neck, -shaft, neck - barb, -head, 0.98, 0],
      ...[neck - barb, head, neck, shaft, -0.98, shaft],
    ]),
  ]
}
