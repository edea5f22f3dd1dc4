import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROFILE_EXACT } from '@assay/program'
import { decodeOptimisticParams } from '@assay/protocol'
import { zeroAddress, zeroHash } from 'viem'
import { disputableOffer } from './disputableOffer.ts'

const optimistic = '0x00000000000000000000000000000000000000aa' as const
const deployment = { verifiers: { signature: zeroAddress, optimistic, quorum: zeroAddress } }
const model = { profile: PROFILE_EXACT, inputBytes: 32_768, outputBytes: 10 }
const terms = {
  leastCollateral: 999n,
  demandableBytes: 32_768,
  disputableProfile: PROFILE_EXACT,
  minWindow: 30,
}

test('an answer of an exact model can be disputed for the shortest window, unless another is wanted', () => {
  const offer = disputableOffer(deployment, { model, fee: 100n, terms })
  assert.equal(offer?.verifier, optimistic)
  assert.deepEqual(decodeOptimisticParams(offer.params), { window: 30, takesLarge: false })
  const longer = disputableOffer(deployment, { model, fee: 100n, terms, window: 90 })
  assert.equal(longer && decodeOptimisticParams(longer.params)?.window, 90)
})

test('a worker locks ten fees, and never less than the contracts take', () => {
  const locked = (fee: bigint) => disputableOffer(deployment, { model, fee, terms })?.collateral
  assert.equal(locked(100n), 1_000n)
  assert.equal(locked(99n), 999n)
})

test('data is large from the first byte that cannot be demanded, and where its size is not known', () => {
  const takesLarge = (sizes: object) =>
    disputableOffer(deployment, { model: { ...model, ...sizes }, fee: 1n, terms })?.takesLarge
  assert.equal(takesLarge({}), false)
  assert.equal(takesLarge({ inputBytes: 32_769 }), true)
  assert.equal(takesLarge({ outputBytes: 32_769 }), true)
  assert.equal(takesLarge({ inputBytes: 0 }), true)
})

test('no answer of another model can be disputed', () => {
  const other = { ...model, profile: zeroHash }
  assert.equal(disputableOffer(deployment, { model: other, fee: 1n, terms }), undefined)
})
