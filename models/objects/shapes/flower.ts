import { arc } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { blob, disc, type Part, smoothLine } from './part.ts'

export function flower(random: Random): Part[] {
  const petals = 5 + random.integer(4)
  const stem = random.chance(0.6)
  const centreY = stem ? -0.4 : 0
  const reach = stem ? random.between(0.32, 0.4) : random.between(0.5, 0.62)
  const petal = reach * random.between(0.45, 0.62)
  const parts: Part[] = []
  if (stem) {
    parts.push(smoothLine('third', 0.1, [0, centreY, random.between(-0.15, 0.15), 0.4, 0, 0.98]))
    if (random.chance(0.7)) parts.push(blob('third', [0, 0.65, 0.25, 0.3, 0.55, 0.25, 0.3, 0.55]))
    if (random.chance(0.4))
      parts.push(blob('third', [0, 0.75, -0.25, 0.45, -0.55, 0.4, -0.3, 0.68]))
  }
  const from = random.between(0, 72)
  for (const { x, y } of arc({
    x: 0,
    y: centreY,
    radiusX: reach,
    radiusY: reach,
    from,
    to: from + 360,
    steps: petals,
  }).slice(1)) {
    parts.push(disc('main', x, y, petal, petal))
  }
  const heart = reach * random.between(0.4, 0.65)
  parts.push(disc('second', 0, centreY, heart, heart))
  return parts
}
