import type { Random } from '../../drawing/random.ts'
import { area, blob, line, type Part } from './part.ts'

export function boat(random: Random): Part[] {
  const deck = random.between(0.3, 0.5)
  const keel = random.between(0.5, 0.75)
  const mast = random.between(-0.2, 0.2)
  const parts = [
    line('third', 0.08, [mast, -0.95, mast, deck]),
    area('main', [-0.95, deck, 0.95, deck, keel, 0.9, -keel, 0.9]),
  ]
  const bottom = deck - random.between(0.06, 0.2)
  const curve = random.between(0, 0.15)
  if (random.chance(0.85)) {
    parts.push(
      blob(
        'second',
        [mast + 0.05, -0.9, mast + 0.3 + curve, -0.3, mast + 0.7, bottom, mast + 0.05, bottom],
        true,
      ),
    )
  }
  if (parts.length < 3 || random.chance(0.6)) {
    parts.push(
      area('light', [
        mast - 0.06,
        random.between(-0.85, -0.5),
        mast - 0.06,
        bottom,
        mast - 0.62,
        bottom,
      ]),
    )
  }
  if (random.chance(0.3)) parts.push(area('third', [mast, -0.98, mast + 0.25, -0.88, mast, -0.78]))
  return parts
}
