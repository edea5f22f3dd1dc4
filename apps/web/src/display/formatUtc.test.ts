import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatUtc } from './formatUtc.ts'

test('a Unix time becomes a date and time in UTC', () => {
  assert.equal(formatUtc(1_700_000_000), '2023-11-14 22:13:20 UTC')
})

test('a number that is no time is said to be none', () => {
  assert.equal(formatUtc(Number.MAX_SAFE_INTEGER), 'not a time')
})
