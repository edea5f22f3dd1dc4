import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRequest } from '@assay/protocol/testing'
import type { Job, JobState } from '@assay/sdk'
import { failedCallback, jobActions, outputToDeliver } from './possibleActions.ts'

const requester = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const stranger = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

function job(state: JobState, { seats = 1, when = 0 } = {}): Job {
  return {
    id: '0x01',
    state,
    request: exampleRequest({ requester, policy: { seats }, callback: { when } }),
    input: { data: '0x', uris: [] },
    seats: state === 'open' ? [] : [{ worker: stranger, fee: 1n, collateral: 0n, deadline: 900 }],
    steps: [],
  }
}

test('anyone may end an open job after its expiry', () => {
  assert.deepEqual(jobActions(job('open'), { now: 1_003, account: undefined, decided: false }), [
    'expire',
  ])
})

test('only the requester cancels, and only before the expiry', () => {
  assert.deepEqual(jobActions(job('open'), { now: 1_000, account: requester, decided: false }), [
    'cancel',
  ])
  assert.deepEqual(jobActions(job('open'), { now: 1_000, account: stranger, decided: false }), [])
  assert.deepEqual(jobActions(job('open'), { now: 1_003, account: requester, decided: false }), [
    'expire',
  ])
})

test('a claimed job is forfeited after the deadline, not at it', () => {
  assert.deepEqual(jobActions(job('claimed'), { now: 900, account: stranger, decided: false }), [])
  assert.deepEqual(jobActions(job('claimed'), { now: 903, account: undefined, decided: false }), [
    'forfeit',
  ])
})

test('what has ended offers nothing', () => {
  for (const state of ['accepted', 'rejected', 'cancelled', 'expired', 'void'] as const)
    assert.deepEqual(jobActions(job(state), { now: 5_000, account: requester, decided: false }), [])
})

test('a job is settled when the verifier has decided, not before', () => {
  const at = { now: 903, account: undefined }
  assert.deepEqual(jobActions(job('submitted'), { ...at, decided: false }), [])
  assert.deepEqual(jobActions(job('submitted'), { ...at, decided: true }), ['settle'])
})

test('of several seats none is forfeited alone', () => {
  const several = job('claimed', { seats: 3 })
  assert.deepEqual(jobActions(several, { now: 901, account: stranger, decided: false }), [])
  assert.deepEqual(jobActions(several, { now: 901, account: stranger, decided: true }), ['settle'])
})

test('of several seats a taken one binds the requester, and so does a draw', () => {
  const at = { now: 1_000, account: requester, decided: false } as const
  const several = job('open', { seats: 3 })
  assert.deepEqual(jobActions(several, at), ['cancel'])
  const taken = { worker: stranger, fee: 1n, collateral: 0n, deadline: 900 } as const
  assert.deepEqual(jobActions({ ...several, seats: [taken] }, at), [])
  assert.deepEqual(jobActions({ ...several, seats: [{ ...taken, left: true }] }, at), ['cancel'])
  assert.deepEqual(jobActions({ ...several, requesterBound: true }, at), [])
})

test('a callback that failed can be made again while the contract may still hear it', () => {
  const provisional = { callbacks: { provisional: 'failed' } } as const
  assert.equal(failedCallback({ ...job('submitted', { when: 3 }), ...provisional }), 1)
  assert.equal(failedCallback({ ...job('accepted', { when: 1 }), ...provisional }), 1)
  assert.equal(failedCallback({ ...job('accepted', { when: 3 }), ...provisional }), undefined)
  assert.equal(failedCallback({ ...job('rejected', { when: 1 }), ...provisional }), undefined)
  const final = { ...job('void', { when: 2 }), callbacks: { final: 'failed' } } as const
  assert.equal(failedCallback(final), 2)
  assert.deepEqual(jobActions(final, { now: 1, account: undefined, decided: false }), ['deliver'])
  const told = { ...final, callbacks: { final: 'delivered' } } as const
  assert.deepEqual(jobActions(told, { now: 1, account: undefined, decided: false }), [])
})

test('a callback carries the output of an accepted result, and no other', () => {
  assert.equal(outputToDeliver({ ...job('accepted'), output: '0xaa' }), '0xaa')
  assert.equal(outputToDeliver({ ...job('rejected'), output: '0xaa' }), '0x')
  assert.equal(outputToDeliver(job('accepted')), '0x')
})
