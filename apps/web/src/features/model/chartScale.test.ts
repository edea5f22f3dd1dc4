import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chartScale } from './chartScale.ts'

test('a chart ends at round numbers that hold every value', () => {
  assert.deepEqual(chartScale([312, 640, 480]), {
    low: 300,
    high: 700,
    ticks: [300, 400, 500, 600, 700],
  })
  assert.deepEqual(chartScale([-0.3, 0.1]).ticks, [-0.3, -0.2, -0.1, 0, 0.1])
})

test('values that are all alike, or none, still have a range', () => {
  for (const values of [[5, 5], [0], [], [Number.NaN]]) {
    const { low, high, ticks } = chartScale(values)
    assert.ok(low < high, `${values}`)
    assert.ok(ticks.length >= 2)
    for (const value of values.filter(Number.isFinite)) assert.ok(value >= low && value <= high)
  }
})
