import type { Random } from '../../drawing/random.ts'
import { area, blob, disc, line, type Part } from './part.ts'

export function bird(random: Random): Part[] {
  const size = random.between(0.36, 0.48)
  const head = random.between(0.2, 0.28)
  const headX = size + random.between(-0.02, 0.12)
  const headY = -size - random.between(-0.1, 0.08)
  const beak = random.between(0.18, 0.36)
  const parts = [
    area('second', [
      -size * 0.6,
      -0.1,
      -0.98,
      random.between(-0.45, 0.1),
      -0.95,
      random.between(0.1, 0.3),
      -size * 0.5,
      0.25,
    ]),
    area('third', [
      headX + head * 0.7,
      headY - 0.1,
      headX + head + beak,
      headY + 0.03,
      headX + head * 0.7,
      headY + 0.13,
    ]),
    blob('main', [
      size * 1.4,
      -size * 0.6,
      size * 1.1,
      size * 0.5,
      0,
      size,
      -size * 1.5,
      0.1,
      -size * 0.6,
      -size * 0.5,
      size * 0.5,
      -size,
    ]),
    disc('main', headX, headY, head, head),
  ]
  if (random.chance(0.85)) {
    const raised = random.chance(0.4)
    parts.push(
      raised
        ? blob('second', [0.25, -0.05, -0.1, -0.95, -0.35, -0.85, -0.4, 0])
        : blob('second', [0.3, -0.1, -0.1, size * 0.6, -0.75, 0.2, -0.3, -0.2]),
    )
  }
  if (random.chance(0.7)) {
    parts.push(line('dark', 0.06, [-0.08, size, -0.12, 0.92, 0.05, 0.94]))
    parts.push(line('dark', 0.06, [0.16, size * 0.9, 0.14, 0.92, 0.3, 0.94]))
  }
  parts.push(disc('dark', headX + 0.05, headY - 0.04, 0.055, 0.055))
  return parts
}
