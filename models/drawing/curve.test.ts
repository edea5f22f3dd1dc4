import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arc, smoothCurve } from './curve.ts'

test('smoothCurve: passes through its points', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 1, y: 2 },
    { x: 3, y: 1 },
  ]
  const curve = smoothCurve(points, 4)
  assert.equal(curve.length, 9)
  for (const [i, point] of points.entries()) assert.deepEqual(curve[i * 4], point)
})

test('smoothCurve: a corner leaves the two sides straight', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 2, y: 0, corner: true },
    { x: 2, y: 2 },
  ]
  for (const { x, y } of smoothCurve(points, 4)) assert.ok(y === 0 || Math.abs(x - 2) < 1e-12)
})

test('arc: begins and ends at its angles', () => {
  const points = arc({ x: 1, y: 1, radiusX: 2, radiusY: 1, from: 0, to: 90, steps: 3 })
  const [first, last] = [points[0], points[3]]
  assert.ok(first && last)
  assert.ok(Math.abs(first.x - 3) < 1e-12 && Math.abs(first.y - 1) < 1e-12)
  assert.ok(Math.abs(last.x - 1) < 1e-12 && Math.abs(last.y - 2) < 1e-12)
})
