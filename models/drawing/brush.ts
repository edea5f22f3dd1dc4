import type { Point } from './curve.ts'

/** A single-channel picture; row by row, 0 where nothing was drawn and 1 where it was. */
export type Coverage = { width: number; height: number; values: Float64Array }

export function createCoverage(width: number, height: number): Coverage {
  return { width, height, values: new Float64Array(width * height) }
}

export type DrawPolylineParameters = {
  /** In pixels; the centre of the first pixel is at (0.5, 0.5). */
  points: readonly Point[]
  /** Half the width of the line in pixels, for each point. */
  radii: readonly number[]
  /** How many pixels the edge takes from covered to empty. 1 is plain anti-aliasing. */
  softness: number
}

/** Draws a polyline with round ends and joints: each pixel's coverage follows its distance to it. */
export function drawPolyline(coverage: Coverage, parameters: DrawPolylineParameters): void {
  const { points, radii, softness } = parameters
  const { width, height, values } = coverage
  for (let i = 0; i < points.length; i++) {
    const start = points[i] as Point
    const end = points[i + 1] ?? start
    if (i > 0 && end === start) break
    const startRadius = radii[i] as number
    const endRadius = radii[i + 1] ?? startRadius
    const reach = Math.max(startRadius, endRadius) + softness
    const top = Math.max(0, Math.floor(Math.min(start.y, end.y) - reach))
    const bottom = Math.min(height - 1, Math.ceil(Math.max(start.y, end.y) + reach))
    const left = Math.max(0, Math.floor(Math.min(start.x, end.x) - reach))
    const right = Math.min(width - 1, Math.ceil(Math.max(start.x, end.x) + reach))
    const stepX = end.x - start.x
    const stepY = end.y - start.y
    const squaredLength = stepX * stepX + stepY * stepY
    for (let row = top; row <= bottom; row++) {
      const y = row + 0.5 - start.y
      for (let column = left; column <= right; column++) {
        const x = column + 0.5 - start.x
        const projected = squaredLength === 0 ? 0 : (x * stepX + y * stepY) / squaredLength
        const along = Math.max(0, Math.min(1, projected))
        const awayX = x - along * stepX
        const awayY = y - along * stepY
        const distance = Math.sqrt(awayX * awayX + awayY * awayY)
        const radius = startRadius + along * (endRadius - startRadius)
        const covered = (radius - distance) / softness + 0.5
        if (covered <= 0) continue
        const index = row * width + column
        const value = Math.min(covered, 1)
        if (value > (values[index] as number)) values[index] = value
      }
    }
  }
}
