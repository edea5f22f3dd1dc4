import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, type Hex, numberToHex, slice } from 'viem'
import { decodeFulfilment } from './decodeFulfilment.ts'

/** Terms of a request that uses the least, with something behind them. */
const behindTerms = (rest: Hex) => ({ terms: concat([`0x${'00'.repeat(119)}`, rest]) })

const amounts = concat([numberToHex(5n, { size: 12 }), numberToHex(2n ** 96n - 1n, { size: 12 })])

test('amounts, output and result are read from after the terms', () => {
  assert.deepEqual(decodeFulfilment(behindTerms(concat([amounts, '0x00000002', '0xaabbccdd']))), {
    paid: 5n,
    royalty: 2n ** 96n - 1n,
    output: '0xaabb',
    result: '0xccdd',
  })
})

test('an output that travels elsewhere, and no receipt', () => {
  const { output, result } = decodeFulfilment(behindTerms(concat([amounts, '0x00000000'])))
  assert.deepEqual({ output, result }, { output: '0x', result: '0x' })
})

test('whatever is cut off, the error says so', () => {
  const whole = concat([amounts, '0x00000002', '0xaabb'])
  for (let length = 0; length < 30; length++) {
    const cut: Hex = length === 0 ? '0x' : slice(whole, 0, length)
    // As long as the output's length is not there, nothing tells of an output.
    const least = length < 28 ? 28 : 30
    assert.throws(
      () => decodeFulfilment(behindTerms(cut)),
      new RegExp(`^TermsError: .* come at least ${least} bytes; here are ${length}\\.$`),
    )
  }
  assert.throws(() => decodeFulfilment({ terms: '0x' }), /^TermsError: .*; these have 0\.$/)
})

test('an output that says that it is longer than the log', () => {
  assert.throws(
    () => decodeFulfilment(behindTerms(concat([amounts, '0xffffffff', '0xaabb']))),
    /^TermsError: .* come at least 4294967323 bytes; here are 30\.$/,
  )
})
