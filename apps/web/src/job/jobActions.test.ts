import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Job, JobState } from '@assay/sdk'
import { jobActions } from './jobActions.ts'

const requester = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const stranger = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

function job(state: JobState, { seats = 1 } = {}): Job {
  return {
    id: '0x01',
    state,
    request: {
      requester,
      nonce: 1n,
      model: '0x02',
      inputRoot: '0x03',
      offer: {
        minFee: 1n,
        maxFee: 1n,
        rampStart: 0,
        rampLength: 0,
        lockFor: 60,
        expiry: 1_000,
        collateral: 0n,
        worker: '0x0000000000000000000000000000000000000000',
      },
      policy: { seats, verifier: stranger, params: '0x' },
      callback: { target: '0x0000000000000000000000000000000000000000', gasLimit: 0, when: 0 },
    },
    input: { data: '0x', uris: [] },
    seats: state === 'open' ? [] : [{ worker: stranger, fee: 1n, collateral: 0n, deadline: 900 }],
    steps: [],
  }
}

test('default', () => {
  assert.deepEqual(jobActions(job('open'), { now: 1_001, account: undefined, decided: false }), [
    'expire',
  ])
})

test('behavior: only the requester cancels, and only before the expiry', () => {
  assert.deepEqual(jobActions(job('open'), { now: 1_000, account: requester, decided: false }), [
    'cancel',
  ])
  assert.deepEqual(jobActions(job('open'), { now: 1_000, account: stranger, decided: false }), [])
  assert.deepEqual(jobActions(job('open'), { now: 1_001, account: requester, decided: false }), [
    'expire',
  ])
})

test('behavior: a claimed job is forfeited after the deadline, not at it', () => {
  assert.deepEqual(jobActions(job('claimed'), { now: 900, account: stranger, decided: false }), [])
  assert.deepEqual(jobActions(job('claimed'), { now: 901, account: undefined, decided: false }), [
    'forfeit',
  ])
})

test('behavior: what has ended offers nothing', () => {
  for (const state of ['accepted', 'rejected', 'cancelled', 'expired', 'void'] as const)
    assert.deepEqual(jobActions(job(state), { now: 5_000, account: requester, decided: false }), [])
})

test('behavior: the verdict is asked for when the verifier has decided, not before', () => {
  const at = { now: 901, account: undefined }
  assert.deepEqual(jobActions(job('submitted'), { ...at, decided: false }), [])
  assert.deepEqual(jobActions(job('submitted'), { ...at, decided: true }), ['finalize'])
})

test('behavior: of several seats none is forfeited alone', () => {
  const several = job('claimed', { seats: 3 })
  assert.deepEqual(jobActions(several, { now: 901, account: stranger, decided: false }), [])
  assert.deepEqual(jobActions(several, { now: 901, account: stranger, decided: true }), [
    'finalize',
  ])
})
