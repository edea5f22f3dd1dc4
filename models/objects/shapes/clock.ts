import { arc, type Point } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { area, disc, line, type Part } from './part.ts'

export function clock(random: Random): Part[] {
  const parts: Part[] = []
  if (random.chance(0.3)) {
    parts.push(
      line('dark', 0.12, [-0.4, 0.7, -0.6, 0.98]),
      line('dark', 0.12, [0.4, 0.7, 0.6, 0.98]),
    )
    if (random.chance(0.5))
      parts.push(disc('second', -0.45, -0.82, 0.22, 0.17), disc('second', 0.45, -0.82, 0.22, 0.17))
  }
  const size = random.between(0.8, 0.95)
  if (random.chance(0.8)) {
    parts.push(disc('main', 0, 0, size, size))
    parts.push(disc('light', 0, 0, size * 0.82, size * 0.82))
  } else {
    parts.push(area('main', [-size, -size, size, -size, size, size, -size, size]))
    const face = size * 0.8
    parts.push(area('light', [-face, -face, face, -face, face, face, -face, face]))
  }
  const ticks = random.pick([4, 12, 12, 0])
  if (ticks > 0) {
    for (const { x, y } of arc({
      x: 0,
      y: 0,
      radiusX: size,
      radiusY: size,
      from: 0,
      to: 360,
      steps: ticks,
    }).slice(1)) {
      parts.push(line('dark', 0.06, [x * 0.62, y * 0.62, x * 0.74, y * 0.74]))
    }
  }
  const [hour, minute] = [random.between(0, 360), random.between(0, 360)]
  for (const [angle, length, width] of [
    [hour, 0.34, 0.11],
    [minute, 0.58, 0.08],
  ] as const) {
    const tip = arc({
      x: 0,
      y: 0,
      radiusX: length,
      radiusY: length,
      from: angle,
      to: angle,
      steps: 1,
    })[0] as Point
    parts.push(line('dark', width, [0, 0, tip.x, tip.y]))
  }
  return parts
}
