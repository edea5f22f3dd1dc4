import { createCoverage, drawPolyline } from '../drawing/brush.ts'
import { cosine, sine } from '../drawing/circle.ts'
import type { Point } from '../drawing/curve.ts'
import { createRandom, type Random } from '../drawing/random.ts'
import { streams } from '../drawing/split.ts'
import { centreDrawing } from './centre-drawing.ts'
import type { Digit } from './draw.ts'

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

function jerk(strokes: readonly Stroke[], radius: number, random: Random): Point[][] {
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
  return strokes.map((stroke) => {
    const points: Point[] = []
    for (let i = 0; i < stroke.length; i++) {
      const [fromX, fromY] = stroke[Math.max(0, i - 1)] as readonly [number, number]
      const [toX, toY] = stroke[i] as readonly [number, number]
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

type Stroke = readonly (readonly [number, number])[]

/** For each digit, ways to click it out on a grid of 10 x 10. */
const traces: readonly (readonly (readonly Stroke[])[])[] = [
  [
    [
      [
        [5, 0],
        [2, 1],
        [0, 4],
        [0, 7],
        [2, 9],
        [5, 10],
        [8, 9],
        [10, 6],
        [9, 2],
        [7, 0],
        [5, 0],
      ],
    ],
    [
      [
        [6, 0],
        [3, 1],
        [2, 4],
        [2, 7],
        [4, 10],
        [7, 9],
        [8, 5],
        [7, 1],
        [5, 0],
      ],
    ],
    [
      [
        [8, 2],
        [10, 5],
        [8, 9],
        [5, 10],
        [1, 8],
        [0, 5],
        [1, 1],
        [5, 0],
        [9, 2],
      ],
    ],
  ],
  [
    [
      [
        [5, 0],
        [5, 3],
        [5, 7],
        [5, 10],
      ],
    ],
    [
      [
        [3, 2],
        [5, 0],
        [5, 4],
        [5, 10],
      ],
    ],
    [
      [
        [2, 3],
        [5, 0],
        [5, 10],
      ],
      [
        [2, 10],
        [8, 10],
      ],
    ],
  ],
  [
    [
      [
        [0, 2],
        [2, 0],
        [6, 0],
        [8, 2],
        [7, 5],
        [4, 7],
        [0, 10],
        [4, 10],
        [9, 10],
      ],
    ],
    [
      [
        [1, 3],
        [3, 0],
        [7, 0],
        [9, 3],
        [6, 6],
        [1, 9],
        [0, 10],
        [9, 9],
      ],
    ],
    [
      [
        [1, 2],
        [4, 0],
        [8, 1],
        [8, 4],
        [4, 8],
        [1, 10],
        [0, 8],
        [3, 8],
        [6, 9],
        [10, 10],
      ],
    ],
  ],
  [
    [
      [
        [0, 1],
        [4, 0],
        [8, 1],
        [8, 3],
        [4, 5],
        [7, 5],
        [9, 7],
        [8, 9],
        [4, 10],
        [0, 9],
      ],
    ],
    [
      [
        [1, 1],
        [5, 0],
        [8, 2],
        [6, 4],
        [3, 5],
        [7, 6],
        [9, 8],
        [5, 10],
        [0, 9],
      ],
    ],
    [
      [
        [0, 0],
        [8, 0],
        [4, 4],
        [8, 6],
        [8, 9],
        [4, 10],
        [0, 8],
      ],
    ],
  ],
  [
    [
      [
        [2, 0],
        [1, 3],
        [0, 6],
        [5, 6],
        [10, 6],
      ],
      [
        [7, 2],
        [7, 6],
        [6, 10],
      ],
    ],
    [
      [
        [7, 10],
        [7, 5],
        [7, 0],
        [3, 4],
        [0, 7],
        [5, 7],
        [10, 7],
      ],
    ],
    [
      [
        [1, 0],
        [0, 5],
        [4, 6],
        [9, 5],
      ],
      [
        [9, 0],
        [9, 5],
        [8, 10],
      ],
    ],
  ],
  [
    [
      [
        [9, 0],
        [5, 0],
        [1, 0],
        [1, 4],
        [5, 3],
        [9, 5],
        [9, 8],
        [6, 10],
        [0, 9],
      ],
    ],
    [
      [
        [1, 0],
        [1, 5],
        [5, 4],
        [8, 6],
        [8, 9],
        [4, 10],
        [0, 10],
      ],
      [
        [1, 0],
        [9, 0],
      ],
    ],
    [
      [
        [10, 0],
        [4, 0],
        [2, 2],
        [3, 4],
        [7, 5],
        [9, 7],
        [7, 10],
        [3, 10],
        [0, 9],
      ],
    ],
  ],
  [
    [
      [
        [7, 0],
        [4, 2],
        [1, 5],
        [0, 8],
        [3, 10],
        [7, 10],
        [9, 8],
        [7, 6],
        [4, 6],
        [1, 7],
      ],
    ],
    [
      [
        [4, 0],
        [1, 4],
        [1, 8],
        [4, 10],
        [8, 9],
        [8, 6],
        [5, 5],
        [2, 7],
      ],
    ],
    [
      [
        [9, 1],
        [6, 0],
        [2, 3],
        [0, 7],
        [4, 10],
        [9, 9],
        [9, 6],
        [5, 5],
        [1, 8],
      ],
    ],
  ],
  [
    [
      [
        [0, 0],
        [5, 0],
        [9, 0],
        [7, 4],
        [5, 7],
        [4, 10],
      ],
    ],
    [
      [
        [1, 0],
        [9, 0],
        [6, 5],
        [4, 10],
      ],
      [
        [3, 5],
        [8, 5],
      ],
    ],
    [
      [
        [0, 2],
        [0, 0],
        [10, 0],
        [6, 5],
        [5, 10],
      ],
    ],
  ],
  [
    [
      [
        [8, 1],
        [5, 0],
        [2, 1],
        [2, 3],
        [5, 5],
        [9, 7],
        [8, 9],
        [5, 10],
        [1, 9],
        [1, 7],
        [5, 5],
        [8, 3],
        [8, 1],
      ],
    ],
    [
      [
        [5, 0],
        [2, 2],
        [5, 5],
        [8, 2],
        [5, 0],
      ],
      [
        [5, 5],
        [1, 7],
        [5, 10],
        [9, 7],
        [5, 5],
      ],
    ],
    [
      [
        [5, 5],
        [2, 3],
        [3, 0],
        [7, 0],
        [8, 3],
        [5, 5],
        [1, 7],
        [3, 10],
        [8, 10],
        [9, 7],
        [5, 5],
      ],
    ],
  ],
  [
    [
      [
        [8, 1],
        [5, 0],
        [1, 1],
        [1, 4],
        [4, 5],
        [8, 3],
        [8, 1],
        [8, 5],
        [7, 10],
      ],
    ],
    [
      [
        [9, 2],
        [6, 0],
        [2, 1],
        [1, 4],
        [5, 5],
        [8, 3],
        [9, 2],
        [9, 7],
        [6, 10],
        [2, 9],
      ],
    ],
    [
      [
        [7, 5],
        [3, 5],
        [1, 3],
        [3, 0],
        [7, 0],
        [9, 3],
        [8, 7],
        [5, 10],
      ],
    ],
  ],
]
