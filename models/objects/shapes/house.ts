import type { Random } from '../../drawing/random.ts'
import { area, type Part } from './part.ts'

export function house(random: Random): Part[] {
  const wall = random.between(0.55, 0.9)
  const eaves = random.between(-0.35, 0.1)
  const over = random.between(0, 0.2)
  const flat = random.chance(0.25) ? random.between(0.15, 0.4) : 0
  const ridge = random.between(-0.15, 0.15)
  const parts: Part[] = []
  if (random.chance(0.5)) parts.push(area('dark', [0.3, -0.95, 0.5, -0.95, 0.5, -0.1, 0.3, -0.1]))
  parts.push(
    area('main', [-wall, eaves, wall, eaves, wall, 0.95, -wall, 0.95]),
    area('second', [
      ...[-wall - over, eaves, ridge - flat, -0.95],
      ...[ridge + flat + 0.02, -0.95, wall + over, eaves],
    ]),
  )
  const door = random.between(-0.35, 0.35)
  const height = random.between(0.3, 0.5)
  if (random.chance(0.85)) {
    parts.push(
      area('dark', [
        door - 0.15,
        height,
        door + 0.15,
        height,
        door + 0.15,
        0.95,
        door - 0.15,
        0.95,
      ]),
    )
  }
  const side = random.between(0.1, 0.16)
  for (const x of random.pick([[], [0.4], [-0.4], [-0.42, 0.42], [0]])) {
    const y = Math.max(eaves + 0.28, 0.05) - (door === x ? 0.1 : 0)
    parts.push(
      area('light', [
        x - side,
        y - side,
        x + side,
        y - side,
        x + side,
        y + side,
        x - side,
        y + side,
      ]),
    )
  }
  return parts
}
