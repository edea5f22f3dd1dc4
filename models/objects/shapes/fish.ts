import type { Random } from '../../drawing/random.ts'
import { area, blob, disc, line, type Part } from './part.ts'

export function fish(random: Random): Part[] {
  const height = random.between(0.3, 0.55)
  const tail = random.between(0.25, 0.5)
  const parts: Part[] = []
  if (random.chance(0.7)) {
    parts.push(area('second', [-0.2, -height * 0.7, 0.1, -height - 0.25, 0.3, -height * 0.7]))
  }
  if (random.chance(0.4)) {
    parts.push(area('second', [-0.1, height * 0.7, 0.05, height + 0.2, 0.25, height * 0.7]))
  }
  parts.push(
    area('second', [-0.5, 0, -0.98, -tail, random.between(-0.85, -0.7), 0, -0.98, tail]),
    blob('main', [
      0.98,
      0,
      0.5,
      -height * 0.85,
      0,
      -height,
      -0.6,
      -0.1,
      -0.6,
      0.1,
      0,
      height,
      0.5,
      height * 0.85,
    ]),
  )
  if (random.chance(0.5)) {
    const count = 1 + random.integer(3)
    for (let i = 0; i < count; i++) {
      const x = 0.2 - i * 0.25
      parts.push(line('third', 0.08, [x, -height * 0.6, x - 0.06, 0, x, height * 0.6]))
    }
  }
  parts.push(
    disc('light', 0.6, -height * 0.25, 0.11, 0.11),
    disc('dark', 0.62, -height * 0.25, 0.06, 0.06),
  )
  return parts
}
