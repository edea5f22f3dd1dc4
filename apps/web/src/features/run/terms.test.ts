import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collateralOf, isLarge, majorityOf, quorumSizes, tenths } from './terms.ts'

test('a worker locks a multiple of the fee, and a fee is counted in tenths', () => {
  assert.equal(collateralOf(100n, { leastCollateral: 999n }), 1_000n)
  assert.equal(tenths(1n, 6), 100_000n)
})

test('no request locks less than the contracts take', () => {
  assert.equal(collateralOf(100n, { leastCollateral: 1_001n }), 1_001n)
})

test('data is large from the first byte that cannot be demanded, and where its size is not known', () => {
  const bounds = { demandableBytes: 32_768 }
  assert.equal(isLarge({ inputBytes: 32_768, outputBytes: 32_768 }, bounds), false)
  assert.equal(isLarge({ inputBytes: 32_769, outputBytes: 1 }, bounds), true)
  assert.equal(isLarge({ inputBytes: 1, outputBytes: 32_769 }, bounds), true)
  assert.equal(isLarge({ inputBytes: 0, outputBytes: 1 }, bounds), true)
})

test('a quorum needs more than half of its workers, and never all of them', () => {
  for (const seats of quorumSizes) {
    assert.ok(2 * majorityOf(seats) > seats)
    assert.ok(majorityOf(seats) < seats)
  }
})
