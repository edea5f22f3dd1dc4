import type { Random } from '../../drawing/random.ts'
import { area, blob, disc, line, type Part } from './part.ts'

export function car(random: Random): Part[] {
  const roof = random.between(-0.55, -0.3)
  const hood = random.between(-0.1, 0.05)
  const front = random.between(0.3, 0.75)
  const back = random.between(-0.85, -0.4)
  const wheel = random.between(0.17, 0.26)
  const sill = 0.4
  const parts = [
    area('main', [back, hood, back + 0.22, roof, front - 0.3, roof, front, hood]),
    area('light', [
      back + 0.1,
      hood,
      back + 0.27,
      roof + 0.09,
      front - 0.36,
      roof + 0.09,
      front - 0.12,
      hood,
    ]),
    blob('main', [
      -0.97,
      0.05,
      -0.9,
      hood,
      0,
      hood - 0.03,
      0.8,
      hood + 0.04,
      0.98,
      0.2,
      0.95,
      sill,
      0,
      sill + 0.02,
      -0.95,
      sill,
    ]),
  ]
  if (random.chance(0.6))
    parts.push(line('main', 0.08, [(back + front) / 2, roof, (back + front) / 2, hood]))
  for (const x of [random.between(-0.62, -0.48), random.between(0.48, 0.62)]) {
    parts.push(disc('dark', x, sill, wheel, wheel))
    if (random.chance(0.7)) parts.push(disc('light', x, sill, wheel * 0.45, wheel * 0.45))
  }
  if (random.chance(0.4)) parts.push(disc('third', 0.88, 0.14, 0.07, 0.07))
  return parts
}
