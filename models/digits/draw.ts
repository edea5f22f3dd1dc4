import { createCoverage, drawPolyline } from '../drawing/brush.ts'
import { cosine, sine } from '../drawing/circle.ts'
import { type Point, smoothCurve } from '../drawing/curve.ts'
import { createRandom, type Random } from '../drawing/random.ts'
import { type Split, streams } from '../drawing/split.ts'
import type { Skeleton } from './skeletons/style.ts'
import { styles } from './skeletons.ts'

export type Digit = {
  /** 28 x 28 bytes, row by row, 0 black (background) to 255 white (stroke). */
  pixels: Uint8Array
  /** 0 to 9. */
  label: number
}

export const SIZE = 28

const CURVE_STEPS = 5

/** Draws one digit; labels go round with the seed, so that any ten seeds in a row hold each once. */
export function drawDigit({ seed, split }: { seed: number; split: Split }): Digit {
  const random = createRandom({ seed, stream: streams.digits[split] })
  const label = seed % 10
  const skeleton = write(label, random)
  return { pixels: paint(place(bend(skeleton, random), random), random), label }
}

/** Draws the digits of a split whose seeds are from (0 unless told) to from + count - 1. */
export function* drawDigits(parameters: {
  split: Split
  count: number
  from?: number
}): Generator<Digit> {
  const { split, count, from = 0 } = parameters
  for (let seed = from; seed < from + count; seed++) yield drawDigit({ seed, split })
}

function write(label: number, random: Random): Skeleton {
  const choices = styles[label] ?? []
  let left = random.next() * choices.reduce((sum, { weight }) => sum + weight, 0)
  for (const style of choices) {
    left -= style.weight
    if (left < 0) return style.write(random)
  }
  throw new RangeError(`No way to write ${label}.`)
}

/** Moves the skeleton's points as an unsteady hand does, rounds it, and leans it. */
function bend(skeleton: Skeleton, random: Random): Point[][] {
  const unsteadiness = random.between(0.005, 0.04)
  const bowX = random.normal() * 0.1
  const bowY = random.normal() * 0.06
  const stretchY = random.normal() * 0.12
  const rotation = random.normal() * 0.14
  const shear = random.normal() * 0.16 - 0.06
  const aspect = random.between(0.6, 1.25)
  const cos = cosine(rotation)
  const sin = sine(rotation)
  const cutsEnds = random.chance(0.3)
  const wobble = random.chance(0.5) ? random.between(0, 0.012) : 0
  return skeleton.map((stroke) => {
    const moved = stroke.map(({ x, y, corner }) => {
      const jitteredX = x - 0.5 + random.normal() * unsteadiness
      const jitteredY = y - 0.5 + random.normal() * unsteadiness
      return { x: jitteredX, y: jitteredY, corner: corner === true && random.chance(0.85) }
    })
    let driftX = 0
    let driftY = 0
    const curve = smoothCurve(moved, CURVE_STEPS).map((point) => {
      driftX = driftX * 0.7 + random.normal() * wobble
      driftY = driftY * 0.7 + random.normal() * wobble
      const x = point.x + driftX + bowX * (4 * point.y * point.y - 0.5)
      const y = point.y + driftY + bowY * 4 * point.x * point.x
      const stretched = y + stretchY * (0.25 - y * y)
      const slanted = (x - shear * stretched) * aspect
      return { x: slanted * cos - stretched * sin, y: slanted * sin + stretched * cos }
    })
    return cutsEnds ? cutEnds(curve, random) : curve
  })
}

/** Leaves out up to an eighth of a stroke at each end. */
function cutEnds(curve: Point[], random: Random): Point[] {
  const first = Math.floor(random.next() * 0.125 * curve.length)
  const last = Math.floor(random.next() * 0.125 * curve.length)
  const kept = curve.slice(first, curve.length - last)
  return kept.length > 1 ? kept : curve
}

/** Scales and moves the strokes into the picture. */
function place(strokes: Point[][], random: Random): Point[][] {
  const all = strokes.flat()
  const left = all.reduce((least, { x }) => Math.min(least, x), Infinity)
  const right = all.reduce((most, { x }) => Math.max(most, x), -Infinity)
  const top = all.reduce((least, { y }) => Math.min(least, y), Infinity)
  const bottom = all.reduce((most, { y }) => Math.max(most, y), -Infinity)
  const longest = Math.max(right - left, bottom - top)
  const size = random.chance(0.8) ? random.between(16, 20.5) : random.between(11, 23.5)
  const scale = size / longest
  const middle = random.chance(0.5)
    ? { x: (left + right) / 2, y: (top + bottom) / 2 }
    : {
        x: all.reduce((sum, { x }) => sum + x, 0) / all.length,
        y: all.reduce((sum, { y }) => sum + y, 0) / all.length,
      }
  const centreX = SIZE / 2 + random.normal() * 1.1
  const centreY = SIZE / 2 + random.normal() * 1.1
  return strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: centreX + (x - middle.x) * scale,
      y: centreY + (y - middle.y) * scale,
    })),
  )
}

function paint(strokes: Point[][], random: Random): Uint8Array {
  const coverage = createCoverage(SIZE, SIZE)
  const thickness = random.next()
  const radius = 0.55 + 1.75 * thickness * (0.4 + 0.6 * random.next())
  const pressure = random.chance(0.4) ? random.between(0, 0.35) : 0
  const softness = random.chance(0.7) ? random.between(0.9, 1.5) : random.between(1.5, 2.6)
  for (const points of strokes) {
    const begin = 1 + pressure * random.between(-1, 1)
    const end = 1 + pressure * random.between(-1, 1)
    const radii = points.map((_, i) => radius * (begin + ((end - begin) * i) / points.length))
    const gap = random.chance(0.04) ? Math.floor(random.between(0.2, 0.8) * points.length) : -1
    if (gap < 2) {
      drawPolyline(coverage, { points, radii, softness })
    } else {
      drawPolyline(coverage, { points: points.slice(0, gap - 1), radii, softness })
      drawPolyline(coverage, {
        points: points.slice(gap + 1),
        radii: radii.slice(gap + 1),
        softness,
      })
    }
  }
  const ink = random.chance(0.6) ? random.between(230, 290) : random.between(120, 255)
  const grain = random.chance(0.3) ? random.between(0, 22) : 0
  const black = random.chance(0.15) ? random.between(0, 18) : 0
  const pixels = new Uint8Array(SIZE * SIZE)
  for (let i = 0; i < pixels.length; i++) {
    const noise = grain > 0 ? random.normal() * grain : 0
    const value = black + (coverage.values[i] as number) * (ink - black) + noise
    pixels[i] = Math.max(0, Math.min(255, Math.round(value)))
  }
  return pixels
}
