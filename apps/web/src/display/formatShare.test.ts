import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatShare } from './formatShare.ts'

test('a share is a percentage with one decimal', () => {
  assert.equal(formatShare(0.9931), '99.3 %')
})

test('almost all is not all, almost nothing not nothing', () => {
  assert.equal(formatShare(0.99999), '> 99.9 %')
  assert.equal(formatShare(1), '100 %')
  assert.equal(formatShare(1e-9), '< 0.1 %')
  assert.equal(formatShare(0), '0 %')
})
