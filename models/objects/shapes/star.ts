import { arc, type Point } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import type { Part } from './part.ts'

export function star(random: Random): Part[] {
  const points = random.pick([5, 5, 5, 6, 4])
  const inner = points === 4 ? random.between(0.28, 0.4) : random.between(0.36, 0.55)
  const outline: Point[] = []
  const tips = arc({
    x: 0,
    y: 0,
    radiusX: 0.98,
    radiusY: 0.98,
    from: -90,
    to: 270,
    steps: points * 2,
  })
  for (const [i, { x, y }] of tips.slice(0, -1).entries()) {
    outline.push(i % 2 === 0 ? { x, y } : { x: x * inner, y: y * inner })
  }
  const parts: Part[] = [{ kind: 'area', ink: 'main', outline }]
  if (random.chance(0.25)) {
    parts.push({
      kind: 'area',
      ink: 'second',
      outline: outline.map(({ x, y }) => ({ x: x * 0.55, y: y * 0.55 })),
    })
  }
  return parts
}
