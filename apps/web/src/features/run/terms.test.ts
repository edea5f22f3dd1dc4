import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tenths } from './terms.ts'

test('a fee is counted in tenths of the token, and in whole ones where it has no parts', () => {
  assert.equal(tenths(1n, 6), 100_000n)
  assert.equal(tenths(3n, 0), 3n)
})
