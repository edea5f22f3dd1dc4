import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOf, formatClock, formatLeft } from './clock.ts'

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

test('time left is said in one unit, and never more of it than there is', () => {
  const said = [259_199, 7_199, 3_480, 119.9, 0, -5].map(formatLeft)
  assert.deepEqual(said, ['2 days', '119 min', '58 min', '119 s', '0 s', '0 s'])
})
