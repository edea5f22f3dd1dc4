import { arc } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { blob, disc, type Part } from './part.ts'

export function mushroom(random: Random): Part[] {
  const cap = random.between(0.75, 0.96)
  const edge = random.between(-0.1, 0.15)
  const height = random.between(0.6, 0.85)
  const stem = random.between(0.16, 0.32)
  const foot = stem * random.between(1, 1.5)
  const outline = arc({
    x: 0,
    y: edge,
    radiusX: cap,
    radiusY: height,
    from: -180,
    to: 0,
    steps: 14,
  })
  outline.push(
    ...arc({
      x: 0,
      y: edge,
      radiusX: cap,
      radiusY: random.between(0, 0.15),
      from: 0,
      to: 180,
      steps: 8,
    }),
  )
  const parts: Part[] = [
    blob('light', [-stem, edge, stem, edge, foot, 0.85, 0, 0.95, -foot, 0.85], true),
    { kind: 'area', ink: 'main', outline },
  ]
  if (random.chance(0.75)) {
    const spots = 2 + random.integer(4)
    for (let i = 0; i < spots; i++) {
      const size = random.between(0.07, 0.14)
      const x = cap * random.between(-0.6, 0.6)
      parts.push(disc('second', x, edge - height * random.between(0.15, 0.65), size, size))
    }
  }
  return parts
}
