import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAmount } from './formatAmount.ts'

test('an amount has two decimals and commas between thousands', () => {
  assert.equal(formatAmount(400_000n, { decimals: 6 }), '0.40')
  assert.equal(formatAmount(1_234_567_000_000n, { decimals: 6 }), '1,234,567.00')
})

test('never rounds up', () => {
  assert.equal(formatAmount(1_999_999n, { decimals: 6, digits: 2 }), '1.99')
})

test('an amount too small to show is not shown as zero', () => {
  assert.equal(formatAmount(1n, { decimals: 18 }), '<0.000001')
  assert.equal(formatAmount(0n, { decimals: 18 }), '0.00')
})

test('a debt has a sign', () => {
  assert.equal(formatAmount(-2_500_000n, { decimals: 6 }), '−2.50')
})
