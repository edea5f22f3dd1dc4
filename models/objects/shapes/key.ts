import { arc } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { line, type Part, polygon } from './part.ts'

export function key(random: Random): Part[] {
  const size = random.between(0.26, 0.38)
  const width = random.between(0.12, 0.2)
  const x = -0.98 + size
  const round = random.chance(0.7)
  const points = round
    ? arc({
        x,
        y: 0,
        radiusX: size,
        radiusY: size * random.between(0.8, 1),
        from: 0,
        to: 360,
        steps: 16,
      })
    : polygon([x - size, -size, x + size, -size, x + size, size, x - size, size, x - size, -size])
  const parts: Part[] = [
    { kind: 'line', ink: 'main', points, width: width * 1.1 },
    line('main', width, [x + size, 0, 0.95, 0]),
  ]
  const teeth = 1 + random.integer(3)
  for (let tooth = 0; tooth < teeth; tooth++) {
    const at = 0.88 - tooth * random.between(0.2, 0.26)
    parts.push(line('main', width * 0.9, [at, 0, at, random.between(0.24, 0.42)]))
  }
  return parts
}
