import { arc, type Point, smoothCurve } from '../../drawing/curve.ts'

/** Which colour of an object's palette a part takes. */
export type Ink = 'main' | 'second' | 'third' | 'dark' | 'light'

/** A piece of an object, in a box from (-1, -1) at the top left to (1, 1). */
export type Part =
  | { kind: 'area'; ink: Ink; outline: Point[] }
  | { kind: 'line'; ink: Ink; points: Point[]; width: number }

export function polygon(coordinates: readonly number[]): Point[] {
  const points: Point[] = []
  for (let i = 0; i < coordinates.length; i += 2) {
    points.push({ x: coordinates[i] as number, y: coordinates[i + 1] as number })
  }
  return points
}

export function area(ink: Ink, coordinates: readonly number[]): Part {
  return { kind: 'area', ink, outline: polygon(coordinates) }
}

/** A rounded area through the points; `gentle` keeps near the straight outline. */
export function blob(ink: Ink, coordinates: readonly number[], gentle = false): Part {
  const points = polygon(coordinates)
  if (gentle) {
    const rounded = points.flatMap(({ x, y }, i) => {
      const { x: nextX, y: nextY } = points[(i + 1) % points.length] as Point
      const along = (share: number) => ({ x: x + (nextX - x) * share, y: y + (nextY - y) * share })
      return [along(0.12), along(0.88)]
    })
    return { kind: 'area', ink, outline: rounded }
  }
  const around = [...points.slice(-1), ...points, ...points.slice(0, 2)]
  return { kind: 'area', ink, outline: smoothCurve(around, 4).slice(4, -4) }
}

export function disc(ink: Ink, x: number, y: number, radiusX: number, radiusY: number): Part {
  const outline = arc({ x, y, radiusX, radiusY, from: 0, to: 360, steps: 18 })
  return { kind: 'area', ink, outline: outline.slice(1) }
}

export function line(ink: Ink, width: number, coordinates: readonly number[]): Part {
  return { kind: 'line', ink, points: polygon(coordinates), width }
}

export function smoothLine(ink: Ink, width: number, coordinates: readonly number[]): Part {
  return { kind: 'line', ink, points: smoothCurve(polygon(coordinates), 4), width }
}
