import type { Random } from '../../drawing/random.ts'
import { area, disc, line, type Part } from './part.ts'

export function cat(random: Random): Part[] {
  const width = random.between(0.68, 0.85)
  const height = random.between(0.55, 0.7)
  const ear = random.between(0.75, 0.98)
  const parts: Part[] = []
  for (const side of [-1, 1]) {
    parts.push(
      area('main', [side * width, 0.1, side * width * 0.9, -ear, side * 0.15, -height * 0.7]),
    )
    if (random.chance(0.5)) {
      parts.push(
        area('second', [
          side * width * 0.85,
          -0.2,
          side * width * 0.8,
          -ear * 0.75,
          side * 0.35,
          -0.35,
        ]),
      )
    }
  }
  parts.push(disc('main', 0, 0.15, width, height))
  const eyes = random.between(0.24, 0.38)
  for (const side of [-1, 1]) {
    parts.push(disc('light', side * eyes, 0.02, 0.14, random.between(0.1, 0.16)))
    parts.push(disc('dark', side * eyes, 0.03, 0.06, 0.11))
    if (random.chance(0.75)) {
      for (const fall of [-0.06, 0.08]) {
        parts.push(
          line('dark', 0.045, [side * 0.25, 0.38 + fall / 2, side * 0.98, 0.36 + fall * 2]),
        )
      }
    }
  }
  parts.push(area('third', [-0.1, 0.24, 0.1, 0.24, 0, 0.36]))
  return parts
}
