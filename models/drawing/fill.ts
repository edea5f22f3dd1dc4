import type { Coverage } from './brush.ts'
import type { Point } from './curve.ts'

/** Lines of sampling in each row of pixels; along a row, coverage is exact. */
const SUBROWS = 4

/** Fills the inside of a closed outline (even-odd rule) with anti-aliased edges. */
export function fillOutline(coverage: Coverage, outline: readonly Point[]): void {
  const { width, height, values } = coverage
  const top = outline.reduce((least, { y }) => Math.min(least, y), height)
  const bottom = outline.reduce((most, { y }) => Math.max(most, y), 0)
  const firstRow = Math.max(0, Math.floor(top))
  const lastRow = Math.min(height - 1, Math.floor(bottom))
  for (let row = firstRow; row <= lastRow; row++) {
    for (let subrow = 0; subrow < SUBROWS; subrow++) {
      const crossings = crossingsAt(outline, row + (subrow + 0.5) / SUBROWS)
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const from = Math.max(0, crossings[i] as number)
        const to = Math.min(width, crossings[i + 1] as number)
        for (let column = Math.floor(from); column < to; column++) {
          const share = Math.min(column + 1, to) - Math.max(column, from)
          const index = row * width + column
          values[index] = Math.min(1, (values[index] as number) + share / SUBROWS)
        }
      }
    }
  }
}

/** Where a horizontal line crosses the outline, from left to right. */
function crossingsAt(outline: readonly Point[], y: number): number[] {
  const crossings: number[] = []
  let start = outline[outline.length - 1] as Point
  for (const end of outline) {
    if (start.y <= y !== end.y <= y) {
      crossings.push(start.x + ((y - start.y) / (end.y - start.y)) * (end.x - start.x))
    }
    start = end
  }
  return crossings.sort((a, b) => a - b)
}
