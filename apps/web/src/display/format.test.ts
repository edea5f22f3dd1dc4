import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatMeasured,
  formatShare,
  formatUtc,
  groupHex,
  parseAmount,
  relativeTime,
  shortenHex,
} from './format.ts'

test('an amount has thousands apart and two digits after the point', () => {
  assert.equal(formatAmount(400_000n, { decimals: 6 }), '0.40')
  assert.equal(formatAmount(1_234_567_000_000n, { decimals: 6 }), '1,234,567.00')
})

test('an amount is never rounded up', () => {
  assert.equal(formatAmount(1_999_999n, { decimals: 6, digits: 2 }), '1.99')
})

test('an amount too small to show is not shown as zero', () => {
  assert.equal(formatAmount(1n, { decimals: 18 }), '<0.000001')
  assert.equal(formatAmount(0n, { decimals: 18 }), '0.00')
})

test('a debt has a sign', () => {
  assert.equal(formatAmount(-2_500_000n, { decimals: 6 }), '−2.50')
})

test('a typed amount may begin with its point, or have a comma for it', () => {
  assert.equal(parseAmount('0.4', { decimals: 6 }), 400_000n)
  assert.equal(parseAmount(' 12 ', { decimals: 6 }), 12_000_000n)
  assert.equal(parseAmount('.5', { decimals: 6 }), 500_000n)
  assert.equal(parseAmount('1,25', { decimals: 6 }), 1_250_000n)
})

test('what is not an amount of this token is refused', () => {
  for (const text of ['', '.', '-1', '1e3', '1.2.3', '0x10', '1,000.00', '0.0000001', 'Infinity'])
    assert.equal(parseAmount(text, { decimals: 6 }), undefined, text)
})

test('a share is a percentage with one digit after the point', () => {
  assert.equal(formatShare(0.9931), '99.3 %')
})

test('a share never reads as certainty, also where a float is exactly one or zero', () => {
  assert.equal(formatShare(0.99999), 'above 99.9 %')
  assert.equal(formatShare(1), 'above 99.9 %')
  assert.equal(formatShare(1e-9), 'below 0.1 %')
  assert.equal(formatShare(0), 'below 0.1 %')
})

test('a length of time is in the largest unit that holds it exactly', () => {
  assert.equal(formatDuration(600), '10 minutes')
  assert.equal(formatDuration(3_600), '1 hour')
  assert.equal(formatDuration(172_800), '2 days')
})

test('what no unit holds exactly stays in seconds', () => {
  assert.equal(formatDuration(90), '90 seconds')
  assert.equal(formatDuration(1), '1 second')
  assert.equal(formatDuration(0), '0 seconds')
  assert.equal(formatDuration(4_000), '4,000 seconds')
})

test('a time is written in UTC', () => {
  assert.equal(formatUtc(1_700_000_000), '2023-11-14 22:13:20 UTC')
})

test('a number that is no time is said to be none', () => {
  assert.equal(formatUtc(Number.MAX_SAFE_INTEGER), 'not a time')
})

const now = 1_700_000_000

test('a time is said by how far it is from now', () => {
  assert.equal(relativeTime(now - 12, now), '12 seconds ago')
  assert.equal(relativeTime(now + 240, now), 'in 4 minutes')
})

test('a clock that is a little off does not make the future', () => {
  assert.equal(relativeTime(now + 1, now), 'just now')
  assert.equal(relativeTime(now, now), 'just now')
})

test('units change where people change them', () => {
  assert.equal(relativeTime(now - 59, now), '59 seconds ago')
  assert.equal(relativeTime(now - 60, now), '1 minute ago')
  assert.equal(relativeTime(now - 3_600, now), '1 hour ago')
  assert.equal(relativeTime(now - 47 * 3_600, now), '47 hours ago')
  assert.equal(relativeTime(now - 48 * 3_600, now), '2 days ago')
})

test('a hash keeps six digits at each end, and what is short stays whole', () => {
  assert.equal(shortenHex('0x70997970C51812dc3A010C7d01b50e0d17dc79C8'), '0x709979…dc79C8')
  assert.equal(shortenHex('0x1234567890abc'), '0x1234567890abc')
})

test('a hash is written out in groups of four, none of its digits lost', () => {
  const hash = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
  assert.equal(groupHex('0x1234567'), '0x 1234 567')
  assert.equal(groupHex(hash).replaceAll(' ', ''), hash)
})

test('a measured share is cut, so that only all is 100 %, and a small number is no share', () => {
  assert.equal(formatMeasured({ value: 0.99999, isShare: true }), '99.99 %')
  assert.equal(formatMeasured({ value: 1, isShare: true }), '100.00 %')
  assert.equal(formatMeasured({ value: 0.9406, isShare: true }), '94.06 %')
  assert.equal(formatMeasured({ value: 0.5, isShare: false, unit: 'px' }), '0.5 px')
})

test('one thing is one, and every other number is many', () => {
  assert.equal(formatCount(1, 'job', 'jobs'), '1 job')
  assert.equal(formatCount(0, 'job', 'jobs'), '0 jobs')
  assert.equal(formatCount(1_204, 'job', 'jobs'), '1,204 jobs')
})
