import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hex } from 'viem'
import { gasByDay } from './gasByDay.ts'
import { readDisputes, readSeats, readStatus, readWork } from './readWork.ts'
import { threatsOf } from './threatsOf.ts'

const job = `0x${'ab'.repeat(32)}` as Hex
const quiet = { now: 100, disputes: [], seats: [], coin: 1_000n, gasEach: 1n, status: undefined }

test('what costs something next stands first', () => {
  const seat = { job, seat: 0, outcome: 'working', fee: 1n, at: 90, transactions: [] }
  const threats = threatsOf({
    ...quiet,
    disputes: [
      { game: '7', job, turn: 'worker', deadline: 150 },
      { game: '8', job, turn: 'challenger', deadline: 110 },
    ],
    seats: [
      { ...seat, deadline: 130 },
      { ...seat, seat: 1, outcome: 'paid', deadline: 120 },
    ],
    coin: 10n,
  })
  assert.deepEqual(
    threats.map(({ id }) => id),
    ['gas', `job-${job}-0`, 'dispute-7'],
  )
  assert.match(threats[1]?.sentence ?? '', /30 seconds left/)
})

test('coin that pays for nothing, and a worker that is not ready, are threats; an unknown balance is none', () => {
  assert.equal(threatsOf({ ...quiet, coin: 0n, gasEach: undefined })[0]?.id, 'gas')
  assert.deepEqual(threatsOf({ ...quiet, coin: undefined, gasEach: undefined }), [])
  const status = readStatus({ worker: `0x${'11'.repeat(20)}`, ready: false, reasons: ['starting'] })
  assert.match(threatsOf({ ...quiet, status })[0]?.sentence ?? '', /not ready: starting/)
})

test('answers of another form are left out, and never become zero', () => {
  assert.equal(readWork({ worker: null }), undefined)
  assert.equal(readStatus({ worker: 'nobody' }), undefined)
  assert.deepEqual(
    readDisputes({
      rows: [
        { game: 'x', job },
        { game: 3, job: '0x' },
      ],
    }),
    [],
  )
  assert.deepEqual(readSeats({ rows: [{ job, fee: -1 }, null] }), [])
  const work = readWork({
    worker: { stake: '5' },
    days: [
      { day: '2026-11-28', earned: '12', taken: 1 },
      { day: 'today', earned: '1' },
      { day: '2026-11-29' },
    ],
  })
  assert.deepEqual(work?.days, [
    { day: '2026-11-28', taken: 1, answered: 0, missed: 0, earned: 12n },
  ])
})

test('gas counts a shared transaction once, and a day that is not wholly known is left out', () => {
  const hash = (digit: string) => `0x${digit.repeat(64)}` as Hex
  const DAY = 86_400
  const seat = { job, seat: 0, outcome: 'paid', fee: 1n, deadline: undefined }
  const seats = [
    { ...seat, at: 3 * DAY, transactions: [hash('1'), hash('2')] },
    { ...seat, at: 3 * DAY + 1, transactions: [hash('1'), hash('3')] },
    { ...seat, at: 2 * DAY, transactions: [hash('4')] },
    { ...seat, at: DAY, transactions: [hash('5')] },
  ]
  const receipts = [
    { hash: hash('1'), cost: 10n, isOwn: true },
    { hash: hash('2'), cost: 5n, isOwn: false },
    { hash: hash('3'), cost: 1n, isOwn: true },
    { hash: hash('5'), cost: 7n, isOwn: true },
  ]
  assert.deepEqual([...gasByDay(seats, receipts, false)].sort(), [
    ['1970-01-02', 7n],
    ['1970-01-04', 11n],
  ])
  assert.deepEqual([...gasByDay(seats, receipts, true)], [['1970-01-04', 11n]])
})
