import { arc } from '../../drawing/curve.ts'
import type { Random } from '../../drawing/random.ts'
import { area, blob, disc, type Part, smoothLine } from './part.ts'

export function cup(random: Random): Part[] {
  const top = random.between(0.5, 0.65)
  const foot = top * random.between(0.6, 1)
  const rim = random.between(-0.6, -0.3)
  const bottom = random.between(0.6, 0.9)
  const middle = (rim + bottom) / 2
  const handle = random.between(0.2, 0.32)
  const ring = arc({
    x: (top + foot) / 2 - 0.05,
    y: middle - 0.05,
    radiusX: 0.38,
    radiusY: handle,
    from: -90,
    to: 90,
  })
  const parts: Part[] = [
    { kind: 'line', ink: 'main', points: ring, width: random.between(0.12, 0.18) },
    blob('main', [-top, rim, top, rim, foot, bottom, -foot, bottom], true),
    disc(random.pick(['dark', 'light', 'third']), 0, rim, top, random.between(0.06, 0.16)),
  ]
  if (random.chance(0.4)) {
    const y = random.between(rim + 0.35, bottom - 0.3)
    parts.push(
      area('second', [
        -top * 0.9,
        y - 0.1,
        top * 0.9,
        y - 0.1,
        top * 0.87,
        y + 0.1,
        -top * 0.87,
        y + 0.1,
      ]),
    )
  }
  if (random.chance(0.35)) {
    for (const x of [-0.2, 0.2]) {
      parts.push(
        smoothLine('light', 0.07, [
          x,
          rim - 0.15,
          x + 0.1,
          rim - 0.25,
          x - 0.08,
          rim - 0.4,
          x + 0.03,
          -1,
        ]),
      )
    }
  }
  return parts
}
