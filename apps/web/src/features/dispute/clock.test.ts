import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOf, formatClock } from './clock.ts'

test('all time of a game follows from the time for a reply', () => {
  assert.deepEqual(clockOf(60), { budget: 240, freePart: 15, longest: 720 })
})

test('what is left is shown as clocks show it', () => {
  assert.deepEqual([0, 59, 185, 3_600, 36_005].map(formatClock), [
    '0:00',
    '0:59',
    '3:05',
    '1:00:00',
    '10:00:05',
  ])
})
