import { createCoverage, drawPolyline } from '../drawing/brush.ts'
import { cosine, sine } from '../drawing/circle.ts'
import type { Point } from '../drawing/curve.ts'
import { fillOutline } from '../drawing/fill.ts'
import {
  type Colour,
  colourDistance,
  createPicture,
  mixColours,
  type Picture,
  tint,
} from '../drawing/picture.ts'
import { createRandom, type Random } from '../drawing/random.ts'
import { type Split, streams } from '../drawing/split.ts'
import { paintGround, randomColour, scatter } from './scenery.ts'
import type { Ink, Part } from './shapes/part.ts'
import { shapes } from './shapes.ts'

export type DrawnObject = {
  /** 64 x 64 x 3 bytes, row by row, red, green and blue of a pixel together. */
  pixels: Uint8Array
  /** The index of its class in `labels`. */
  label: number
}

export const SIZE = 64
export const labels: readonly string[] = shapes.map(({ label }) => label)

const LEAST_CONTRAST = 110

/** Draws one object in a scene; labels go round with the seed. */
export function drawObject({ seed, split }: { seed: number; split: Split }): DrawnObject {
  const random = createRandom({ seed, stream: streams.objects[split] })
  const label = seed % shapes.length
  return { pixels: photograph(paintObject(label, random), random), label }
}

/** One object of a class in a scene, before any camera. */
export function paintObject(label: number, random: Random): Picture {
  const shape = shapes[label] as (typeof shapes)[number]
  const { picture, colour } = paintGround(SIZE, random)
  const busy = random.chance(0.7)
  if (busy) scatter(picture, { count: 1 + random.integer(7), size: random.between(4, 14) }, random)
  const placed = place(shape.parts(random), shape.turn, random)
  paintParts(picture, placed, colour, random)
  if (random.chance(0.4)) {
    scatter(picture, { count: 1 + random.integer(3), size: random.between(3, 11) }, random)
  }
  return picture
}

/** Draws the objects of a split whose seeds are from (0 unless told) to from + count - 1. */
export function* drawObjects(parameters: {
  split: Split
  count: number
  from?: number
}): Generator<DrawnObject> {
  const { split, count, from = 0 } = parameters
  for (let seed = from; seed < from + count; seed++) yield drawObject({ seed, split })
}

/** Turns, leans, scales and moves an object into the picture. */
function place(parts: Part[], turn: 'little' | 'any', random: Random): Part[] {
  const angle = turn === 'any' ? random.between(-Math.PI, Math.PI) : random.normal() * 0.25
  const mirror = random.chance(0.5) ? -1 : 1
  const size = (SIZE / 2) * random.between(0.36, 0.92)
  const stretch = random.between(0.75, 1.25)
  const lean = random.normal() * 0.12
  const room = Math.max(0, SIZE / 2 - size * 0.85)
  const centreX = SIZE / 2 + room * random.between(-1, 1)
  const centreY = SIZE / 2 + room * random.between(-1, 1)
  const unsteadiness = random.between(0, 0.035)
  const cos = cosine(angle)
  const sin = sine(angle)
  const move = ({ x, y }: Point): Point => {
    const right = (x * mirror + lean * y + random.normal() * unsteadiness) * stretch
    const down = (y + random.normal() * unsteadiness) / stretch
    return {
      x: centreX + size * (right * cos - down * sin),
      y: centreY + size * (right * sin + down * cos),
    }
  }
  return parts.map((part) =>
    part.kind === 'area'
      ? { ...part, outline: part.outline.map(move) }
      : { ...part, points: part.points.map(move), width: part.width * size },
  )
}

function paintParts(picture: Picture, parts: Part[], ground: Colour, random: Random): void {
  const palette = choosePalette(ground, random)
  const style = random.pick(['filled', 'filled', 'outlined', 'outlined', 'sketched', 'shadow'])
  const pen = random.between(0.5, 1.1)
  const opacity = random.chance(0.85) ? 1 : random.between(0.6, 1)
  for (const part of parts) {
    const detail = part.ink === 'dark' || part.ink === 'light'
    const colour = style === 'shadow' && !detail ? palette.main : palette[part.ink]
    const coverage = createCoverage(picture.width, picture.height)
    if (part.kind === 'line') {
      const radius = Math.max(0.5, part.width / 2)
      drawPolyline(coverage, {
        points: part.points,
        radii: part.points.map(() => radius),
        softness: 1,
      })
      tint(picture, coverage, colour, opacity)
      continue
    }
    fillOutline(coverage, part.outline)
    if (style !== 'sketched') tint(picture, coverage, colour, opacity)
    else tint(picture, coverage, ground, 0.7)
    if (style === 'outlined' || style === 'sketched') {
      const points = [...part.outline, part.outline[0] as Point]
      const edge = createCoverage(picture.width, picture.height)
      drawPolyline(edge, { points, radii: points.map(() => pen), softness: 1 })
      tint(picture, edge, style === 'sketched' ? palette.main : palette.dark)
    }
  }
}

/** Colours of an object: its main one stands out from the ground, the others differ from it. */
function choosePalette(ground: Colour, random: Random): Record<Ink, Colour> {
  const away = (from: Colour, least: number): Colour => {
    for (;;) {
      const colour = randomColour(random)
      if (colourDistance(colour, from) >= least) return colour
    }
  }
  const main = away(ground, LEAST_CONTRAST)
  const shade = random.between(0.6, 0.95)
  return {
    main,
    second: away(main, 80),
    third: away(main, 60),
    dark: mixColours(main, [0, 0, 0], shade),
    light: mixColours(main, [255, 255, 255], shade),
  }
}

/** What a camera adds: exposure, a tinge, blur and grain. */
function photograph(picture: Picture, random: Random): Uint8Array {
  const seen = random.chance(0.3) ? blur(picture, random.between(0.2, 1)) : picture
  const exposure = random.between(0.65, 1.2)
  const lift = random.between(-20, 25)
  const tinge = [random.between(0.88, 1.12), random.between(0.88, 1.12), random.between(0.88, 1.12)]
  const grain = random.chance(0.6) ? random.between(1, 22) : 0
  const pixels = new Uint8Array(seen.values.length)
  for (let i = 0; i < pixels.length; i++) {
    const noise = grain > 0 ? grain * speckle(random.word()) : 0
    const lit = (seen.values[i] as number) * exposure * (tinge[i % 3] as number) + lift + noise
    pixels[i] = Math.max(0, Math.min(255, Math.round(lit)))
  }
  return pixels
}

/** The sum of a random word's four bytes, shifted and scaled to mean 0 and standard deviation 1. */
function speckle(word: number): number {
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24)
  return (sum - 510) / 147.8
}

/** Mixes each pixel with the mean of its four neighbours. */
function blur({ width, height, values }: Picture, share: number): Picture {
  const blurred = createPicture(width, height)
  const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value))
  const at = (x: number, y: number, channel: number) =>
    values[(clamp(y, height - 1) * width + clamp(x, width - 1)) * 3 + channel] as number
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const around =
          at(x - 1, y, channel) +
          at(x + 1, y, channel) +
          at(x, y - 1, channel) +
          at(x, y + 1, channel)
        const mixed = at(x, y, channel) * (1 - share * 0.8) + (around / 4) * share * 0.8
        blurred.values[(y * width + x) * 3 + channel] = mixed
      }
    }
  }
  return blurred
}
