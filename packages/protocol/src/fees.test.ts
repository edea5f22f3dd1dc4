import assert from 'node:assert/strict'
import { test } from 'node:test'
import { feeAt, splitFee, splitForfeit } from './fees.ts'

const ramp = { minFee: 10n, maxFee: 21n, rampStart: 100, rampLength: 10 }

test('the fee rises in a straight line, rounded down', () => {
  assert.deepEqual(
    [0, 100, 101, 109, 110, 2 ** 40].map((time) => feeAt(ramp, time)),
    [10n, 10n, 11n, 19n, 21n, 21n],
  )
  const fixed = { minFee: 7n, maxFee: 7n, rampStart: 0, rampLength: 0 }
  assert.equal(feeAt(fixed, 5), 7n)
})

test('parts add up to the whole, and rounding favours the worker and the burning', () => {
  assert.deepEqual(splitFee(1_001n, 250), { royalty: 25n, paid: 976n })
  assert.deepEqual(splitFee(39n, 250), { royalty: 0n, paid: 39n })
  assert.deepEqual(splitForfeit(5n), { rewarded: 2n, burned: 3n })
  assert.deepEqual(splitForfeit(0n), { rewarded: 0n, burned: 0n })
})
