/** A point of the drawing, in parts of the canvas: 0 to 1 from left to right and from top to bottom. */
export type Point = { x: number; y: number }

/** One movement of the pen. */
export type Stroke = readonly Point[]

export type EncodeDrawingParameters = {
  width: number
  height: number
  /** How long the longer side of the drawing becomes, in pixels, the pen's width included. */
  fit?: number
  /** Half the pen's width in pixels. */
  penRadius?: number
}

/**
 * Turns pen strokes into the picture that a digits model takes: `width * height` bytes, row by row, 0 background
 * and 255 ink. As the model's card asks, the drawing's bounding box is scaled until its longer side has the length
 * `fit` and is put in the middle, so that neither where nor how large somebody draws matters. The pen is as thick in a
 * small drawing as in a large one. No strokes give undefined: there is nothing to send.
 */
export function encodeDrawing(
  strokes: readonly Stroke[],
  { width, height, fit = 20, penRadius = 1.35 }: EncodeDrawingParameters,
): Uint8Array | undefined {
  const points = strokes.flat()
  if (points.length === 0) return undefined
  const left = points.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const right = points.reduce((most, { x }) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  const top = points.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY)
  const bottom = points.reduce((most, { y }) => Math.max(most, y), Number.NEGATIVE_INFINITY)
  const longest = Math.max(right - left, bottom - top)
  // A dot has no length to scale by: it stays a dot in the middle.
  const scale = longest < 0.01 ? 0 : (fit - 2 * penRadius) / longest
  const placed = strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: (x - (left + right) / 2) * scale + width / 2,
      y: (y - (top + bottom) / 2) * scale + height / 2,
    })),
  )
  const coverage = paint(placed, { width, height, penRadius })
  return Uint8Array.from(coverage, (covered) => Math.round(covered * 255))
}

/** Draws the strokes with round ends; each pixel's value is how much of it is covered, 0 to 1. */
function paint(
  strokes: readonly Stroke[],
  { width, height, penRadius }: { width: number; height: number; penRadius: number },
): Float64Array {
  const values = new Float64Array(width * height)
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      const from = stroke[i]
      const to = stroke[i + 1] ?? from
      if (from === undefined || to === undefined || (i > 0 && from === to)) continue
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const distance = distanceToSegment(column + 0.5, row + 0.5, from, to)
          const covered = Math.max(0, Math.min(1, penRadius - distance + 0.5))
          const index = row * width + column
          if (covered > (values[index] ?? 0)) values[index] = covered
        }
      }
    }
  }
  return values
}

function distanceToSegment(
  x: number,
  y: number,
  from: { x: number; y: number },
  to: { x: number; y: number },
): number {
  const stepX = to.x - from.x
  const stepY = to.y - from.y
  const length = stepX * stepX + stepY * stepY
  const along =
    length === 0
      ? 0
      : Math.max(0, Math.min(1, ((x - from.x) * stepX + (y - from.y) * stepY) / length))
  return Math.hypot(x - from.x - along * stepX, y - from.y - along * stepY)
}
