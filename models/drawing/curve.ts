import { cosine, sine } from './circle.ts'

/** A point of a drawing; `corner` stops the curve from being rounded there. */
export type Point = { x: number; y: number; corner?: boolean }

/** Points along an arc of an ellipse, in degrees, 0 to the right and 90 downwards. */
export function arc(parameters: {
  x: number
  y: number
  radiusX: number
  radiusY: number
  from: number
  to: number
  steps?: number
}): Point[] {
  const { x, y, radiusX, radiusY, from, to, steps = 10 } = parameters
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180
    return { x: x + radiusX * cosine(angle), y: y + radiusY * sine(angle) }
  })
}

/** A Catmull-Rom curve through the points, as a polyline with `steps` segments between two points. */
export function smoothCurve(points: readonly Point[], steps: number): Point[] {
  const curve: Point[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const start = points[i] as Point
    const end = points[i + 1] as Point
    const before = start.corner ? start : (points[i - 1] ?? start)
    const after = end.corner ? end : (points[i + 2] ?? end)
    for (let step = 0; step < steps; step++) {
      const t = step / steps
      curve.push({
        x: interpolate(before.x, start.x, end.x, after.x, t),
        y: interpolate(before.y, start.y, end.y, after.y, t),
      })
    }
  }
  const last = points[points.length - 1]
  if (last) curve.push({ x: last.x, y: last.y })
  return curve
}

function interpolate(before: number, start: number, end: number, after: number, t: number): number {
  const linear = (end - before) / 2
  const quadratic = before - 2.5 * start + 2 * end - after / 2
  const cubic = 1.5 * (start - end) + (after - before) / 2
  return start + t * (linear + t * (quadratic + t * cubic))
}
