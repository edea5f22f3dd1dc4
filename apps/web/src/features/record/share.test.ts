import assert from 'node:assert/strict'
import test from 'node:test'
import { shareOf } from './share.ts'

test('a share has its numbers first, and never reads as all where it is not', () => {
  assert.equal(shareOf(1_020, 1_024), '1,020 of 1,024 (99.6 %)')
  assert.equal(shareOf(99_999, 100_000), '99,999 of 100,000 (99.9 %)')
  assert.equal(shareOf(20, 20), '20 of 20 (100 %)')
})

test('few cases have no percentage, and what is unknown has no share', () => {
  assert.equal(shareOf(19, 19), '19 of 19')
  assert.equal(shareOf(0, 0), '0 of 0')
  assert.equal(shareOf(undefined, 5), undefined)
  assert.equal(shareOf(5, undefined), undefined)
})
