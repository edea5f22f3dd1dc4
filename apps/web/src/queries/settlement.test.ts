import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Job } from '@assay/sdk'
import { offeredBy, outputsToSettleWith, spentOf } from './settlement.ts'

const job = (when: number, outputs: (`0x${string}` | undefined)[]) =>
  ({
    state: 'submitted',
    request: { callback: { when } },
    seats: outputs.map((output) => (output === undefined ? {} : { output })),
  }) as unknown as Job

test('the output’s bytes go along where the contract wants the final result', () => {
  assert.deepEqual(outputsToSettleWith(job(2, ['0xaa'])), ['0xaa', '0x'])
})

test('a contract that wants no final result gets no bytes', () => {
  for (const when of [0, 1]) assert.deepEqual(outputsToSettleWith(job(when, ['0xaa'])), ['0x'])
})

test('of several seats each output is tried once, then none', () => {
  const several = job(2, ['0xaa', undefined, '0xbb', '0xaa'])
  assert.deepEqual(outputsToSettleWith(several), ['0xaa', '0xbb', '0x'])
})

test('what was paid is the sum over the seats, not the most that was offered', () => {
  const seats = [{ paid: 70n, royalty: 5n }, { paid: 75n }, {}, { forfeited: true }]
  const paid = {
    seats,
    request: { offer: { maxFee: 100n }, policy: { seats: 4 } },
  } as unknown as Job
  assert.equal(spentOf(paid), 150n)
  assert.equal(offeredBy(paid), 400n)
  assert.equal(spentOf({ seats: [] }), 0n)
})
