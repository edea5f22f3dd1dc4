import type { Random } from '../../drawing/random.ts'
import { area, disc, type Part } from './part.ts'

export function tree(random: Random): Part[] {
  const trunk = random.between(0.08, 0.2)
  const parts = [area('third', [-trunk * 0.8, 0, trunk * 0.8, 0, trunk, 0.98, -trunk, 0.98])]
  if (random.chance(0.5)) {
    const tiers = 1 + random.integer(4)
    const width = random.between(0.5, 0.8)
    for (let tier = 0; tier < tiers; tier++) {
      const bottom = 0.55 - (tier * 1.1) / tiers
      const half = width * (1 - (0.6 * tier) / tiers)
      parts.push(area('main', [-half, bottom, 0, bottom - 1.5 / (0.4 + 0.6 * tiers), half, bottom]))
    }
    return parts
  }
  const crowns = random.pick([1, 3, 4, 5])
  for (let crown = 0; crown < crowns; crown++) {
    const spread = crowns === 1 ? 0 : 0.36
    const size = crowns === 1 ? random.between(0.5, 0.72) : random.between(0.32, 0.46)
    const x = spread * random.between(-1, 1)
    parts.push(
      disc(
        'main',
        x,
        -0.35 + spread * random.between(-1, 1),
        size,
        size * random.between(0.85, 1.1),
      ),
    )
  }
  return parts
}
