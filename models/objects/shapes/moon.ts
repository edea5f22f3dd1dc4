import { arc, type Point } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { disc, type Part } from './part.ts'

export function moon(random: Random): Part[] {
  const from = random.between(35, 65)
  const depth = random.between(0.1, 0.6)
  const outer = arc({ x: 0, y: 0, radiusX: 0.95, radiusY: 0.95, from, to: 360 - from, steps: 20 })
  const first = outer[0] as Point
  const inner = arc({
    x: first.x,
    y: 0,
    radiusX: first.x + depth,
    radiusY: first.y,
    from: 270,
    to: 90,
    steps: 14,
  })
  const parts: Part[] = [{ kind: 'area', ink: 'main', outline: [...outer, ...inner] }]
  if (random.chance(0.25)) parts.push(disc('second', -0.72, random.between(-0.3, 0.3), 0.09, 0.09))
  return parts
}
