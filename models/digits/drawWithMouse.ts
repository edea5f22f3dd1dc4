import { createCoverage, drawPolyline } from '../drawing/brush.ts'
import { cosine, sine } from '../drawing/circle.ts'
import type { Point } from '../drawing/curve.ts'
import { createRandom, type Random } from '../drawing/random.ts'
import { streams } from '../drawing/split.ts'
import { centreDrawing } from './centreDrawing.ts'
import type { Digit } from './draw.ts'
import { traces } from './mouseTraces.ts'

/** Side of the square canvas on a web page, in pixels. */
const CANVAS = 280

/**
 * Draws a digit as a person with a mouse does: a thick line of one width through few jerky points, at
 * any size and place of a large canvas, then centred. A stress set: it shares no skeleton with the
 * training data, and the network never sees it in training.
 */
export function drawDigitWithMouse({ seed }: { seed: number }): Digit {
  const random = createRandom({ seed, stream: streams.digits.stress })
  const label = seed % 10
  const strokes = traces[label] ?? []
  const coverage = createCoverage(CANVAS, CANVAS)
  const radius = random.between(6, 15)
  for (const points of jerk(random.pick(strokes), radius, random)) {
    drawPolyline(coverage, { points, radii: points.map(() => radius), softness: 1 })
  }
  const pixels = Uint8Array.from(coverage.values, (value) => Math.round(value * 255))
  return { pixels: centreDrawing({ pixels, width: CANVAS, height: CANVAS }), label }
}

function jerk(strokes: readonly string[], radius: number, random: Random): Point[][] {
  const height = random.between(90, 230)
  const width = height * random.between(0.5, 0.95)
  const angle = random.normal() * 0.15
  const slant = random.normal() * 0.12
  const cos = cosine(angle)
  const sin = sine(angle)
  const shake = random.between(0, 0.05)
  const centreX = CANVAS / 2 + random.normal() * 10
  const centreY = CANVAS / 2 + random.normal() * 10
  const room = CANVAS / 2 - radius
  return strokes.map((trace) => {
    const stroke = trace.split(' ').map((point) => Number.parseInt(point, 11))
    const points: Point[] = []
    for (let i = 0; i < stroke.length; i++) {
      const from = stroke[Math.max(0, i - 1)] as number
      const to = stroke[i] as number
      const [fromX, fromY] = [Math.floor(from / 11), from % 11]
      const [toX, toY] = [Math.floor(to / 11), to % 11]
      const stops = i === 0 ? 1 : 1 + random.integer(3)
      for (let stop = 1; stop <= stops; stop++) {
        const share = stop / stops
        const x = (fromX + (toX - fromX) * share - 5) / 10 + random.normal() * shake
        const y = (fromY + (toY - fromY) * share - 5) / 10 + random.normal() * shake
        const slanted = x - slant * y
        const right = (slanted * cos - y * sin) * width
        const down = (slanted * sin + y * cos) * height
        points.push({
          x: centreX + Math.max(-room, Math.min(room, right)),
          y: centreY + Math.max(-room, Math.min(room, down)),
        })
      }
    }
    return points
  })
}
