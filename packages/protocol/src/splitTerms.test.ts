import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, getAddress, type Hex, numberToHex, size, slice, zeroAddress } from 'viem'
import { splitTerms, TermsError } from './splitTerms.ts'

const field = (value: number | bigint, bytes: number) => numberToHex(value, { size: bytes })
const address = (value: number) => getAddress(field(value, 20))

/** What each flag stands for, as a market writes it. */
const USED: readonly [flag: number, fields: Hex][] = [
  [1, concat([field(50, 12), field(51, 5), field(52, 4)])],
  [2, address(60)],
  [4, concat([address(70), field(71, 4), field(2, 1)])],
  [8, concat([field(2, 4), '0xaabb'])],
]

/** Terms with the fields that their flags tell of. */
function terms(flags: number): Hex {
  const used = USED.filter(([flag]) => flags & flag).map(([, fields]) => fields)
  const head = [field(1, 32), field(2, 32), field(flags, 1), field(3, 12), field(4, 4)]
  return concat([...head, field(5, 5), field(6, 1), field(7, 12), address(8), ...used])
}

test('a request that uses everything', () => {
  const { request, rest } = splitTerms(concat([terms(15), '0xccdd']))
  const offer = { minFee: 50n, maxFee: 3n, rampStart: 51, rampLength: 52, lockFor: 4, expiry: 5 }
  assert.deepEqual(request, {
    nonce: 1n,
    inputRoot: field(2, 32),
    offer: { ...offer, collateral: 7n, worker: address(60) },
    policy: { seats: 6, verifier: address(8), params: '0xaabb' },
    callback: { target: address(70), gasLimit: 71, when: 2 },
  })
  assert.equal(rest, '0xccdd')
})

test('what a request does not use has its usual value', () => {
  const { request, rest } = splitTerms(terms(0))
  const { minFee, maxFee, rampStart, rampLength, worker } = request.offer
  assert.deepEqual(
    { minFee, maxFee, rampStart, rampLength },
    { minFee: 3n, maxFee: 3n, rampStart: 0, rampLength: 0 },
  )
  assert.equal(worker, zeroAddress)
  assert.deepEqual(request.callback, { target: zeroAddress, gasLimit: 0, when: 0 })
  assert.equal(request.policy.params, '0x')
  assert.equal(rest, '0x')
})

test('whatever is cut off, the error says so, with any flags', () => {
  for (let flags = 0; flags < 16; flags++) {
    const whole = terms(flags)
    for (let length = 0; length < size(whole); length++) {
      const cut: Hex = length === 0 ? '0x' : slice(whole, 0, length)
      assert.throws(
        () => splitTerms(cut),
        (error) => error instanceof TermsError && error.message.endsWith(`; these have ${length}.`),
        `flags ${flags}, ${length} bytes`,
      )
    }
    assert.equal(splitTerms(whole).rest, '0x')
  }
})

test('flags that no market writes', () => {
  for (const flags of [16, 255]) {
    assert.throws(
      () => splitTerms(terms(flags)),
      new RegExp(
        `^TermsError: The flags of a request's terms are at most 15; these are ${flags}\\.$`,
      ),
    )
  }
})

test('parameters that say that they are longer than the log', () => {
  assert.throws(
    () => splitTerms(concat([slice(terms(8), 0, 119), '0xffffffff', '0xaabb'])),
    /^TermsError: The terms of a request have at least 4294967418 bytes; these have 125\.$/,
  )
})
