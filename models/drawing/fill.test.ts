import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCoverage } from './brush.ts'
import { fillOutline } from './fill.ts'

const rectangle = (left: number, top: number, right: number, bottom: number) => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
]

test('fillOutline: covers whole pixels inside and shares at the edge', () => {
  const coverage = createCoverage(4, 3)
  fillOutline(coverage, rectangle(0.5, 1, 2.75, 2))
  assert.deepEqual([...coverage.values], [0, 0, 0, 0, 0.5, 1, 0.75, 0, 0, 0, 0, 0])
})

test('fillOutline: leaves out what lies outside the picture', () => {
  const coverage = createCoverage(2, 2)
  fillOutline(coverage, rectangle(-9, -9, 9, 9))
  assert.deepEqual([...coverage.values], [1, 1, 1, 1])
  const empty = createCoverage(2, 2)
  fillOutline(empty, rectangle(5, 5, 9, 9))
  assert.deepEqual([...empty.values], [0, 0, 0, 0])
})

test('fillOutline: the area of a slanted outline is right', () => {
  const coverage = createCoverage(20, 20)
  fillOutline(coverage, [
    { x: 10, y: 1 },
    { x: 19, y: 18 },
    { x: 1, y: 18 },
  ])
  const area = coverage.values.reduce((sum, value) => sum + value, 0)
  assert.ok(Math.abs(area - 153) < 0.5, `${area}`)
})
