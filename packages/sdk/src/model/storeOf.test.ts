import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeOf } from './storeOf.ts'

test('a model’s store is the worker that serves its card by its root, and none where the card lies elsewhere', () => {
  const cardUri = `http://127.0.0.1:8600/blobs/0x${'ab'.repeat(32)}`
  assert.equal(storeOf({ cardUri }), 'http://127.0.0.1:8600')
  assert.equal(storeOf({ cardUri: 'https://example.org/card.json' }), undefined)
})
