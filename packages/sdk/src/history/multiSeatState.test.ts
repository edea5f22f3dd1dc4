import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRequest } from '@assay/protocol/testing'
import { type Hex, zeroAddress, zeroHash } from 'viem'
import type { Job, Seat } from '../types/job.ts'
import { multiSeatState } from './multiSeatState.ts'

const LAST_CLAIM = 1_000
const LOCK = 60
const root: Hex = `0x${'ab'.repeat(32)}`

const seat = (change: Partial<Seat> = {}): Seat => ({
  worker: zeroAddress,
  fee: 1n,
  collateral: 1n,
  deadline: LAST_CLAIM + LOCK,
  ...change,
})
const committed = seat({ commitment: root })
const opened = seat({ commitment: root, outputRoot: root })

function job(seats: Seat[], state: Job['state'] = 'claimed'): Job {
  return {
    id: zeroHash,
    state,
    input: { data: '0x', uris: [] },
    seats,
    ...(seats.length > 1 && state !== 'open'
      ? { commitUntil: LAST_CLAIM + LOCK, revealUntil: LAST_CLAIM + 2 * LOCK }
      : {}),
    steps: [],
    request: exampleRequest({
      offer: { lockFor: LOCK, expiry: 9_999 },
      policy: { seats: seats.length },
    }),
  }
}

test('the clock moves a job of several seats on', () => {
  const late = LAST_CLAIM + LOCK
  assert.equal(multiSeatState(job([committed, seat()]), late), 'claimed')
  assert.equal(multiSeatState(job([committed, seat()]), late + 1), 'revealing')
  assert.equal(multiSeatState(job([committed, seat()]), late + LOCK), 'revealing')
  assert.equal(multiSeatState(job([committed, seat()]), late + LOCK + 1), 'submitted')
})

test('nobody waits for what cannot come any more', () => {
  assert.equal(multiSeatState(job([committed, committed]), LAST_CLAIM), 'revealing')
  assert.equal(multiSeatState(job([opened, committed]), LAST_CLAIM), 'revealing')
  assert.equal(multiSeatState(job([opened, opened]), LAST_CLAIM), 'submitted')
  assert.equal(multiSeatState(job([opened, seat()]), LAST_CLAIM + LOCK + 1), 'submitted')
  assert.equal(multiSeatState(job([seat(), seat()]), LAST_CLAIM + LOCK + 1), 'submitted')
})

test('other jobs keep the state that their events tell', () => {
  assert.equal(multiSeatState(job([seat()]), 5_000), 'claimed')
  assert.equal(multiSeatState(job([committed, seat()], 'open'), 5_000), 'open')
  assert.equal(multiSeatState(job([opened, opened], 'accepted'), 5_000), 'accepted')
})
