import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCoverage } from './brush.ts'
import { colourDistance, createPicture, mixColours, tint } from './picture.ts'

test('tint: lays the colour over as far as covered and opaque', () => {
  const picture = createPicture(2, 1)
  picture.values.fill(100)
  const coverage = createCoverage(2, 1)
  coverage.values.set([0, 0.5])
  tint(picture, coverage, [200, 0, 100])
  assert.deepEqual([...picture.values], [100, 100, 100, 150, 50, 100])
  tint(picture, coverage, [150, 50, 200], 0.5)
  assert.deepEqual([...picture.values.slice(3)], [150, 50, 125])
})

test('mixColours and colourDistance: work channel by channel', () => {
  assert.deepEqual(mixColours([0, 100, 200], [100, 100, 0], 0.25), [25, 100, 150])
  assert.equal(colourDistance([0, 100, 200], [100, 100, 0]), 300)
})
