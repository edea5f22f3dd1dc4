import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, type Hex, numberToHex, size, slice, zeroAddress } from 'viem'
import { splitTerms, TermsError } from './splitTerms.ts'

const bytes32 = numberToHex(7, { size: 32 })
const head = concat([
  ...[bytes32, bytes32],
  ...[numberToHex(1, { size: 12 }), numberToHex(2, { size: 12 })],
  numberToHex(3, { size: 5 }),
  ...[numberToHex(4, { size: 4 }), numberToHex(5, { size: 4 })],
  numberToHex(6, { size: 5 }),
  ...[numberToHex(7, { size: 12 }), zeroAddress],
  ...[numberToHex(3, { size: 1 }), zeroAddress],
  ...[zeroAddress, numberToHex(8, { size: 4 }), numberToHex(2, { size: 1 })],
])
const terms = (params: Hex, rest: Hex) =>
  concat([head, numberToHex(size(params), { size: 4 }), params, rest])

test('default', () => {
  const { request, rest } = splitTerms(terms('0xaabb', '0xccdd'))
  assert.equal(rest, '0xccdd')
  assert.equal(request.nonce, 7n)
  assert.deepEqual(request.policy, { seats: 3, verifier: zeroAddress, params: '0xaabb' })
  assert.deepEqual(request.callback, { target: zeroAddress, gasLimit: 8, when: 2 })
  const { minFee, maxFee, rampStart, rampLength, lockFor, expiry, collateral } = request.offer
  const [times, amounts] = [
    [rampStart, rampLength, lockFor, expiry],
    [minFee, maxFee, collateral],
  ]
  assert.deepEqual({ times, amounts }, { times: [3, 4, 5, 6], amounts: [1n, 2n, 7n] })
  assert.equal(splitTerms(terms('0x', '0x')).rest, '0x')
})

test('behavior: whatever is cut off, it is told', () => {
  const whole = terms('0xaabb', '0x')
  for (let length = 0; length < size(whole); length++) {
    const cut: Hex = length === 0 ? '0x' : slice(whole, 0, length)
    assert.throws(
      () => splitTerms(cut),
      (error) => error instanceof TermsError && error.message.endsWith(`; these have ${length}.`),
      `${length} bytes`,
    )
  }
})

test('behavior: parameters that say that they are longer than the log', () => {
  assert.throws(
    () => splitTerms(concat([head, '0xffffffff', '0xaabb'])),
    /^TermsError: The terms of a request have at least 4294967483 bytes; these have 190\.$/,
  )
})
