import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeOf } from './storeOf.ts'

test('an input goes to the store that the site names, or to the worker that serves the card', () => {
  const cardUri = `http://127.0.0.1:8600/blobs/0x${'ab'.repeat(32)}`
  assert.equal(storeOf({ cardUri }, undefined), 'http://127.0.0.1:8600')
  assert.equal(storeOf({ cardUri }, 'https://store.example'), 'https://store.example')
  assert.equal(storeOf({ cardUri: 'https://example.org/card.json' }, undefined), undefined)
})
