import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differingFrom } from './differingFrom.ts'

test('two texts differ from the first character that is not the same', () => {
  assert.equal(differingFrom('0xabcd', '0xabce'), 5)
})

test('equal texts differ nowhere, a longer one at its end', () => {
  assert.equal(differingFrom('0xab', '0xab'), undefined)
  assert.equal(differingFrom('0xab', '0xabc'), 4)
})
