import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, numberToHex, size } from 'viem'
import {
  decodeOptimisticParams,
  decodeQuorumParams,
  encodeOptimisticParams,
  encodeQuorumParams,
} from './verifierParams.ts'

const word = (value: bigint | number) => numberToHex(value, { size: 32 })

test('what is encoded is decoded', () => {
  const optimistic = { window: 600, takesLarge: true }
  assert.equal(encodeOptimisticParams(optimistic), concat([word(600), word(1)]))
  assert.deepEqual(decodeOptimisticParams(encodeOptimisticParams(optimistic)), optimistic)
  const quorum = { k: 2, window: 0, drawn: true, takesLarge: false }
  assert.equal(encodeQuorumParams(quorum), concat([word(2), word(0), word(1), word(0)]))
  assert.deepEqual(decodeQuorumParams(encodeQuorumParams(quorum)), quorum)
})

test('other lengths, flags other than 0 and 1, and numbers too large for JavaScript', () => {
  for (const params of ['0x', word(600), concat([word(600), word(0), word(0)])] as const) {
    assert.equal(decodeOptimisticParams(params), undefined, `${size(params)} bytes`)
    assert.equal(decodeQuorumParams(params), undefined, `${size(params)} bytes`)
  }
  assert.equal(decodeOptimisticParams(concat([word(600), word(2)])), undefined)
  assert.equal(decodeOptimisticParams(concat([word(2n ** 53n), word(0)])), undefined)
  assert.equal(decodeQuorumParams(concat([word(2), word(0), word(2), word(0)])), undefined)
  assert.equal(decodeQuorumParams(concat([word(2n ** 255n), word(0), word(0), word(0)])), undefined)
})
