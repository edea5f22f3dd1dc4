/** A point on a field of 64 by 64, its middle at 0. */
type Point = readonly [x: number, y: number]

const OUTER = 30
const INNER = 9.5
/** Half of what stands free between two wedges. */
const GAP = 1.6
const WEDGES = 5

/** The corners of one wedge of the hallmark: a fifth of an octagon with a hole, counted clockwise from the top. */
export function wedgeCorners(index: number): Point[] {
  const [from, to] = [index - 0.5, index + 0.5].map(
    (turn) => (turn / WEDGES) * 2 * Math.PI - Math.PI / 2,
  )
  if (from === undefined || to === undefined) return []
  // The sides run beside the rays that part the wedges.
  const start = side(from, GAP)
  const end = side(to, -GAP)
  const corners = Array.from({ length: 8 }, (_, corner) => (corner + 0.5) * (Math.PI / 4) - Math.PI)
  const between = corners
    .flatMap((angle) => [angle - 2 * Math.PI, angle, angle + 2 * Math.PI])
    .filter((angle) => angle > from && angle < to)
    .map((angle) => polar(angle, OUTER / Math.cos(Math.PI / 8)))
  return [start(INNER), onOctagon(start), ...between, onOctagon(end), end(INNER)]
}

/** A wedge as the `d` of a path. */
export function wedgePath(index: number): string {
  const corners = wedgeCorners(index).map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`)
  return `M${corners.join('L')}Z`
}

/** Where the cross of a struck wedge stands. */
export function wedgeMiddle(index: number): Point {
  return polar((index / WEDGES) * 2 * Math.PI - Math.PI / 2, (OUTER + INNER) / 2 + 1.5)
}

function polar(angle: number, radius: number): Point {
  return [Math.cos(angle) * radius, Math.sin(angle) * radius]
}

/** The line along a ray, moved sideways: the point at a distance from the middle. */
function side(angle: number, offset: number): (distance: number) => Point {
  return (distance) => [
    Math.cos(angle) * distance - Math.sin(angle) * offset,
    Math.sin(angle) * distance + Math.cos(angle) * offset,
  ]
}

/** Where such a line meets the octagon. */
function onOctagon(line: (distance: number) => Point): Point {
  let [low, high] = [0, 2 * OUTER]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (isInside(line(middle))) low = middle
    else high = middle
  }
  return line(low)
}

function isInside([x, y]: Point): boolean {
  const [a, b] = [Math.abs(x), Math.abs(y)]
  return Math.max(a, b, (a + b) * Math.SQRT1_2) <= OUTER
}
