import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeOptimisticParams, encodeQuorumParams } from '@assay/protocol'
import { isDisputable, methodOf, termsOf } from './methods.ts'

const verifiers = {
  signature: `0x${'11'.repeat(20)}`,
  optimistic: `0x${'22'.repeat(20)}`,
  quorum: `0x${'33'.repeat(20)}`,
} as const

test('the optimistic method is known by its verifier, and its terms are read from the parameters', () => {
  const optimistic = methodOf(verifiers.optimistic, verifiers)
  assert.equal(optimistic.name, 'Optimistic')
  assert.deepEqual(
    termsOf(optimistic, encodeOptimisticParams({ window: 3_600, takesLarge: false })),
    [
      { term: 'Challenge window', value: '1 hour' },
      { term: 'Data above 32 KiB', value: 'not accepted' },
    ],
  )
})

test('says where a request takes data that nobody can force out', () => {
  const optimistic = methodOf(verifiers.optimistic, verifiers)
  const [, large] = termsOf(optimistic, encodeOptimisticParams({ window: 60, takesLarge: true }))
  assert.equal(large?.value, 'accepted: the worker can withhold it')
})

test('says of a quorum how many must agree, and where nobody can dispute it', () => {
  const quorum = methodOf(verifiers.quorum, verifiers)
  assert.deepEqual(
    termsOf(quorum, encodeQuorumParams({ k: 2, window: 0, drawn: false, takesLarge: false })).map(
      ({ value }) => value,
    ),
    ['2', 'none: nobody can dispute it', 'no'],
  )
})

test('a quorum with a window says what it takes, and one without has nothing to force out', () => {
  const quorum = methodOf(verifiers.quorum, verifiers)
  const terms = (window: number) =>
    termsOf(quorum, encodeQuorumParams({ k: 2, window, drawn: true, takesLarge: true })).map(
      ({ term }) => term,
    )
  assert.ok(terms(60).includes('Data above 32 KiB'))
  assert.ok(!terms(0).includes('Data above 32 KiB'))
  const params = (window: number) =>
    encodeQuorumParams({ k: 2, window, drawn: true, takesLarge: true })
  assert.equal(isDisputable(quorum, params(60)), true)
  assert.equal(isDisputable(quorum, params(0)), false)
})

test('says nothing of parameters that are not the method’s', () => {
  assert.deepEqual(termsOf(methodOf(verifiers.optimistic, verifiers), '0x1234'), [])
  assert.deepEqual(termsOf(methodOf(verifiers.signature, verifiers), '0x'), [])
  assert.equal(methodOf(`0x${'44'.repeat(20)}`, verifiers).name, 'Unknown method')
})
