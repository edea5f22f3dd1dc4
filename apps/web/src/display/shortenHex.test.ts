import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shortenHex } from './shortenHex.ts'

test('of an address, six characters of its head and four of its tail are shown', () => {
  assert.equal(shortenHex('0x70997970C51812dc3A010C7d01b50e0d17dc79C8'), '0x7099…79C8')
})

test('what is short stays whole', () => {
  assert.equal(shortenHex('0x123456789'), '0x123456789')
  assert.equal(shortenHex('0x1234567890'), '0x1234…7890')
})

test('head and tail can be chosen', () => {
  assert.equal(shortenHex(`0x${'ab'.repeat(32)}`, { head: 8, tail: 6 }), '0xabababab…ababab')
})
