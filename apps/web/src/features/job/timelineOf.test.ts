import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Job, JobStep } from '@assay/sdk'
import { timelineOf } from './timelineOf.ts'

const hash = (digit: string) => `0x${digit.repeat(64)}` as const
const step = (kind: JobStep['kind'], transaction: string, logIndex = 0): JobStep => ({
  ...{ kind, transactionHash: hash(transaction), logIndex },
  ...{ blockNumber: 1n, timestamp: 1_900_000_000 },
})
const titles = (state: Job['state'], steps: JobStep[]) =>
  timelineOf({ state, steps } as Job).map(({ title, tone }) => `${tone}: ${title}`)

test('a job under way says what is awaited', () => {
  assert.deepEqual(titles('claimed', [step('posted', '1'), step('claimed', '2')]), [
    'done: Posted, fee locked',
    'done: Claimed by a worker',
    'now: The worker runs the model',
    'later: Verdict',
  ])
})

test('a seat lost by the verdict did not miss its deadline', () => {
  assert.deepEqual(
    titles('rejected', [
      step('submitted', '1'),
      step('forfeited', '2', 0),
      step('finalized', '2', 1),
    ]),
    [
      'done: Signed result submitted',
      'bad: Collateral forfeited: refuted, or no answer',
      'bad: Rejected: fee returned',
    ],
  )
})

test('a missed deadline opens the job again', () => {
  assert.deepEqual(titles('open', [step('claimed', '1'), step('forfeited', '2')]).slice(0, 2), [
    'done: Claimed by a worker',
    'bad: Deadline missed: open again',
  ])
})
