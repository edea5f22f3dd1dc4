import { createCoverage, drawPolyline } from '../drawing/brush.ts'
import { arc, type Point } from '../drawing/curve.ts'
import { fillOutline } from '../drawing/fill.ts'
import { type Colour, createPicture, mixColours, type Picture, tint } from '../drawing/picture.ts'
import type { Random } from '../drawing/random.ts'

/** A colour, often strong, sometimes greyish. */
export function randomColour(random: Random): Colour {
  const pure: Colour = [random.between(0, 256), random.between(0, 256), random.between(0, 256)]
  const grey = random.between(20, 235)
  return mixColours(pure, [grey, grey, grey], random.chance(0.3) ? random.between(0.3, 0.9) : 0)
}

export type Ground = { picture: Picture; colour: Colour }

/** What lies behind the object: one of a few patterns in two colours. */
export function paintGround(size: number, random: Random): Ground {
  const picture = createPicture(size, size)
  const colour = randomColour(random)
  const other = mixColours(colour, randomColour(random), random.between(0.1, 0.7))
  const pattern = random.pick(['plain', 'gradient', 'horizon', 'stripes', 'squares', 'plain'])
  const slope = random.between(-1, 1)
  const period = random.between(5, 22)
  const phase = random.between(0, period)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const along = (y + slope * (x - size / 2)) / size
      let share = 0
      if (pattern === 'gradient') share = Math.max(0, Math.min(1, along))
      if (pattern === 'horizon') share = Math.max(0, Math.min(1, (along - 0.6) * size))
      if (pattern === 'stripes') share = (along * size + phase + 640) % period < period / 2 ? 0 : 1
      if (pattern === 'squares') {
        const column = Math.floor((x + phase) / period)
        const row = Math.floor((y + phase) / period)
        share = (column + row) % 2
      }
      const at = (y * size + x) * 3
      picture.values[at] = colour[0] + (other[0] - colour[0]) * share
      picture.values[at + 1] = colour[1] + (other[1] - colour[1]) * share
      picture.values[at + 2] = colour[2] + (other[2] - colour[2]) * share
    }
  }
  return { picture, colour: mixColours(colour, other, pattern === 'plain' ? 0 : 0.5) }
}

/** Scraps that belong to no class: triangles, quadrangles, dots and lines. */
export function scatter(
  picture: Picture,
  parameters: { count: number; size: number },
  random: Random,
) {
  const { width, height } = picture
  for (let i = 0; i < parameters.count; i++) {
    const coverage = createCoverage(width, height)
    const size = parameters.size * random.between(0.4, 1)
    const x = random.between(0, width)
    const y = random.between(0, height)
    const near = (): Point => ({
      x: x + size * random.between(-1, 1),
      y: y + size * random.between(-1, 1),
    })
    const kind = random.pick(['triangle', 'quadrangle', 'dot', 'line', 'line'])
    if (kind === 'triangle') fillOutline(coverage, [near(), near(), near()])
    if (kind === 'quadrangle') {
      const [a, b] = [near(), near()]
      fillOutline(coverage, [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }])
    }
    if (kind === 'dot') {
      const radius = size * random.between(0.3, 0.7)
      fillOutline(
        coverage,
        arc({ x, y, radiusX: radius, radiusY: radius, from: 0, to: 360, steps: 16 }),
      )
    }
    if (kind === 'line') {
      const points = [near(), near(), near()].slice(0, 2 + random.integer(2))
      const radius = random.between(0.4, 1.6)
      drawPolyline(coverage, { points, radii: points.map(() => radius), softness: 1 })
    }
    tint(picture, coverage, randomColour(random), random.chance(0.7) ? 1 : random.between(0.4, 1))
  }
}
