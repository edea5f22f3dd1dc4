import { arc, type Point } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { line, type Part } from './part.ts'

export function umbrella(random: Random): Part[] {
  const edge = random.between(-0.1, 0.15)
  const height = random.between(0.65, 0.9)
  const scallops = 3 + random.integer(3)
  const outline = arc({
    x: 0,
    y: edge,
    radiusX: 0.96,
    radiusY: height,
    from: -180,
    to: 0,
    steps: 16,
  })
  const bottom: Point[] = []
  for (let i = 0; i < scallops; i++) {
    const right = 0.96 - (i * 1.92) / scallops
    const half = 0.96 / scallops
    bottom.push(
      ...arc({
        x: right - half,
        y: edge,
        radiusX: half,
        radiusY: 0.12,
        from: 0,
        to: -180,
        steps: 5,
      }),
    )
  }
  const hook = random.chance(0.8)
    ? arc({ x: -0.16, y: 0.78, radiusX: 0.16, radiusY: 0.17, from: 0, to: 170, steps: 6 })
    : []
  const parts: Part[] = [
    {
      kind: 'line',
      ink: 'dark',
      points: [{ x: 0, y: edge - height * 0.5 }, { x: 0, y: 0.78 }, ...hook],
      width: 0.09,
    },
    { kind: 'area', ink: 'main', outline: [...outline, ...bottom] },
  ]
  if (random.chance(0.5)) {
    const middle = arc({
      x: 0,
      y: edge,
      radiusX: 0.96 / scallops,
      radiusY: height,
      from: -180,
      to: 0,
      steps: 12,
    })
    parts.push({ kind: 'area', ink: 'second', outline: middle })
  }
  if (random.chance(0.6))
    parts.push(line('dark', 0.07, [0, edge - height, 0, edge - height - 0.12]))
  return parts
}
