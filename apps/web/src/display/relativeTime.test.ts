import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relativeTime } from './relativeTime.ts'

const now = 1_700_000_000

test('a time is told by its distance from now, in the past and in the future', () => {
  assert.equal(relativeTime(now - 12, now), '12 seconds ago')
  assert.equal(relativeTime(now + 240, now), 'in 4 minutes')
})

test('a clock that is a little off does not make the future', () => {
  assert.equal(relativeTime(now + 1, now), 'just now')
  assert.equal(relativeTime(now, now), 'just now')
})

test('units change where people change them', () => {
  assert.equal(relativeTime(now - 59, now), '59 seconds ago')
  assert.equal(relativeTime(now - 60, now), '1 minute ago')
  assert.equal(relativeTime(now - 3_600, now), '1 hour ago')
  assert.equal(relativeTime(now - 47 * 3_600, now), '47 hours ago')
  assert.equal(relativeTime(now - 48 * 3_600, now), '2 days ago')
})
