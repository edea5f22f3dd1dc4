import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differingFrom } from './differingFrom.ts'

test('names the first place where two texts differ', () => {
  assert.equal(differingFrom('0xabcd', '0xabce'), 5)
})

test('equal texts differ nowhere, a longer one at its end', () => {
  assert.equal(differingFrom('0xab', '0xab'), undefined)
  assert.equal(differingFrom('0xab', '0xabc'), 4)
})
