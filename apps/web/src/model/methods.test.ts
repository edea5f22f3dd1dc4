import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeOptimisticParams, encodeQuorumParams } from '@assay/protocol'
import { methodOf, termsOf } from './methods.ts'

const verifiers = {
  signature: `0x${'11'.repeat(20)}`,
  optimistic: `0x${'22'.repeat(20)}`,
  quorum: `0x${'33'.repeat(20)}`,
} as const

test('default', () => {
  const optimistic = methodOf(verifiers.optimistic, verifiers)
  assert.equal(optimistic.name, 'Optimistic')
  assert.deepEqual(termsOf(optimistic, encodeOptimisticParams(3_600)), [
    { term: 'Challenge window', value: '1 hour' },
  ])
})

test('behavior: says of a quorum how many must agree, and where nobody can dispute it', () => {
  const quorum = methodOf(verifiers.quorum, verifiers)
  assert.deepEqual(
    termsOf(quorum, encodeQuorumParams({ k: 2, window: 0, drawn: false })).map(
      ({ value }) => value,
    ),
    ['2', 'none: nobody can dispute it', 'no'],
  )
})

test('behavior: says nothing of parameters that are not the method’s', () => {
  assert.deepEqual(termsOf(methodOf(verifiers.optimistic, verifiers), '0x1234'), [])
  assert.deepEqual(termsOf(methodOf(verifiers.signature, verifiers), '0x'), [])
  assert.equal(methodOf(`0x${'44'.repeat(20)}`, verifiers).name, 'Unknown method')
})
