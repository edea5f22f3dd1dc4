import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, type Hex, size } from 'viem'
import { decodeInput } from './decodeInput.ts'

/** Terms of a request that uses the least, with something behind them. */
const behindTerms = (rest: Hex) => ({ terms: concat([`0x${'00'.repeat(119)}`, rest]) })

test('zeros around the input are counted, not held', () => {
  assert.equal(decodeInput(behindTerms('0x00020001aa00bb')), '0x0000aa00bb00')
  assert.equal(decodeInput(behindTerms('0x00000000aabb')), '0xaabb')
})

test('an input of only zeros, and none', () => {
  assert.equal(decodeInput(behindTerms('0x00030000')), '0x000000')
  assert.equal(decodeInput(behindTerms('0x00000000')), '0x')
})

test('a few bytes never become many', () => {
  assert.equal(size(decodeInput(behindTerms('0xffffffff'))), 131_070)
})

test('too few bytes after the terms, or terms that are cut off', () => {
  for (const [length, rest] of (['0x', '0x00', '0x0000', '0x000000'] as const).entries()) {
    assert.throws(
      () => decodeInput(behindTerms(rest)),
      new RegExp(
        `^TermsError: .* 4 bytes give the number of its input's zeros; here are ${length}\\.$`,
      ),
    )
  }
  assert.throws(() => decodeInput({ terms: '0x00' }), /^TermsError: .*; these have 1\.$/)
  assert.throws(() => decodeInput({ terms: '0x' }), /^TermsError: .*; these have 0\.$/)
})
