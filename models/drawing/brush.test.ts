import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCoverage, drawPolyline } from './brush.ts'

test('drawPolyline: covers the width of the line and nothing beyond', () => {
  const coverage = createCoverage(9, 9)
  const points = [
    { x: 0, y: 4.5 },
    { x: 9, y: 4.5 },
  ]
  drawPolyline(coverage, { points, radii: [1.5, 1.5], softness: 1 })
  const column = Array.from({ length: 9 }, (_, row) => coverage.values[row * 9 + 4])
  assert.deepEqual(column, [0, 0, 0, 1, 1, 1, 0, 0, 0])
})

test('drawPolyline: a single point gives a dot, and what lies outside is left out', () => {
  const coverage = createCoverage(5, 5)
  drawPolyline(coverage, { points: [{ x: 2.5, y: 2.5 }], radii: [1], softness: 1 })
  assert.equal(coverage.values[12], 1)
  assert.equal(coverage.values[0], 0)
  drawPolyline(coverage, { points: [{ x: -50, y: 80 }], radii: [1], softness: 1 })
  assert.equal(coverage.values.filter((value) => value > 0).length, 9)
})
