import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stallOf } from './describeHead.ts'

const first = { number: 100n, timestamp: 1_000 }

test('a chain is fresh while its newest block is younger than three block times', () => {
  const head = { number: 110n, timestamp: 1_120, first }
  assert.equal(stallOf(head, 1_156), undefined)
  assert.equal(stallOf(head, 1_157), 37)
})

test('a chain of which one block was seen gets a minute', () => {
  assert.equal(stallOf({ ...first, first }, 1_060), undefined)
  assert.equal(stallOf({ ...first, first }, 1_300), 300)
})

test('a chain with blocks every second is not called slow for one that is late', () => {
  assert.equal(stallOf({ number: 160n, timestamp: 1_060, first }, 1_074), undefined)
})
