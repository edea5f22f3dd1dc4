import assert from 'node:assert/strict'
import { test } from 'node:test'
import { feeOf, pagesOf } from './describeDemand.ts'

const worker = `0x${'11'.repeat(20)}` as const
const demander = `0x${'22'.repeat(20)}` as const

test('a demand names its pages and what they are of', () => {
  assert.equal(pagesOf({ what: 'input', first: 0, count: 4 }), 'Pages 0 to 3 of the input')
  assert.equal(pagesOf({ what: 'output', output: 1, first: 2, count: 1 }), 'Page 2 of output 1')
})

test('the fee of shown pages is nobody’s before the result is decided', () => {
  assert.match(feeOf({ state: 'answered', worker }), /^locked until the result is decided/)
  assert.match(feeOf({ state: 'settled', worker, feeTo: worker }), /^went to the worker/)
  assert.match(feeOf({ state: 'settled', worker, feeTo: demander }), /^went back/)
})
