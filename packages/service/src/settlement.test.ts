import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRequest } from '@assay/protocol/testing'
import { deliverCall, finalizeCall, owedCallback } from './settlement.ts'

const place = {
  market: '0x1111111111111111111111111111111111111111',
  multiSeatMarket: '0x2222222222222222222222222222222222222222',
} as const

const request = (when: number, seats = 1) =>
  exampleRequest({ policy: { seats }, callback: { when } })

const output = Uint8Array.of(1, 2)

test('a job is settled with the bytes where its request wants to hear of the end', () => {
  const bytesOf = (when: number, given: Uint8Array | undefined) =>
    finalizeCall(place, { request: request(when), output: given }).args[1]
  assert.equal(bytesOf(0, output), '0x')
  assert.equal(bytesOf(1, output), '0x')
  assert.equal(bytesOf(2, output), '0x0102')
  assert.equal(bytesOf(3, output), '0x0102')
  assert.equal(bytesOf(3, undefined), '0x')
  assert.equal(bytesOf(2, new Uint8Array(8193)), '0x')
  assert.equal(String(bytesOf(2, new Uint8Array(8192))).length, 2 + 2 * 8192)
  assert.equal(finalizeCall(place, { request: request(2), output }).address, place.market)
  assert.equal(
    finalizeCall(place, { request: request(2, 3), output }).address,
    place.multiSeatMarket,
  )
  assert.deepEqual(deliverCall(place, { request: request(2), when: 2, output }).args.slice(1), [
    2,
    '0x0102',
  ])
})

test('a callback is owed once it is due and until it was made', () => {
  const owed = (when: number, state: Parameters<typeof owedCallback>[1]['state'], delivered = 0) =>
    owedCallback(request(when), { state, delivered })
  for (const state of ['accepted', 'rejected', 'void'] as const) {
    assert.equal(owed(2, state), 2)
    assert.equal(owed(3, state), 2)
    assert.equal(owed(3, state, 2), 0)
    assert.equal(owed(0, state), 0)
  }
  assert.equal(owed(2, 'submitted'), 0)
  assert.equal(owed(1, 'submitted'), 1)
  assert.equal(owed(3, 'submitted', 1), 0)
  // A target that asks for provisional calls only hears of an accepted result by one; of a rejected one never.
  assert.equal(owed(1, 'accepted'), 1)
  assert.equal(owed(1, 'rejected'), 0)
  assert.equal(owed(3, 'accepted', 3), 0)
  for (const state of ['expired', 'cancelled', 'open'] as const) assert.equal(owed(3, state), 0)
})
