import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration } from './formatDuration.ts'

test('a duration is told in the largest unit that holds it exactly', () => {
  assert.equal(formatDuration(600), '10 minutes')
  assert.equal(formatDuration(3_600), '1 hour')
  assert.equal(formatDuration(172_800), '2 days')
})

test('what no unit holds exactly stays in seconds', () => {
  assert.equal(formatDuration(90), '90 seconds')
  assert.equal(formatDuration(1), '1 second')
  assert.equal(formatDuration(0), '0 seconds')
  assert.equal(formatDuration(4_000), '4,000 seconds')
})
