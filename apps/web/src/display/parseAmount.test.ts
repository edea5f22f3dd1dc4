import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAmount } from './parseAmount.ts'

test('an amount may have spaces around it, no digit before the point, and a comma for a point', () => {
  assert.equal(parseAmount('0.4', { decimals: 6 }), 400_000n)
  assert.equal(parseAmount(' 12 ', { decimals: 6 }), 12_000_000n)
  assert.equal(parseAmount('.5', { decimals: 6 }), 500_000n)
  assert.equal(parseAmount('1,25', { decimals: 6 }), 1_250_000n)
})

test('refuses what is not an amount of this token', () => {
  for (const text of ['', '.', '-1', '1e3', '1.2.3', '0x10', '1,000.00', '0.0000001', 'Infinity'])
    assert.equal(parseAmount(text, { decimals: 6 }), undefined, text)
})
