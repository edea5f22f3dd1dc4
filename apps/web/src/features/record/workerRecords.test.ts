import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Job, JobStep, Seat } from '@assay/sdk'
import { workerRecords } from './workerRecords.ts'

const anna = `0x${'a1'.repeat(20)}` as const
const ben = `0x${'b2'.repeat(20)}` as const
const root = `0x${'00'.repeat(32)}` as const

function job(
  seat: Partial<Seat>,
  steps: [JobStep['kind'], number][],
  more: Partial<Job> = {},
): Job {
  return {
    seats: [{ worker: anna, fee: 1n, collateral: 1n, deadline: 0, ...seat }],
    steps: steps.map(([kind, timestamp]) => ({ kind, timestamp }) as JobStep),
    ...more,
  } as Job
}

test('answers, misses and refuted answers are counted apart, each of what was taken', () => {
  const jobs = [
    job({ outputRoot: root }, [
      ['claimed', 10],
      ['submitted', 12],
    ]),
    job({ outputRoot: root, forfeited: true }, [
      ['claimed', 20],
      ['submitted', 28],
    ]),
    job({ forfeited: true }, [
      ['claimed', 30],
      ['forfeited', 90],
    ]),
    job({}, [['claimed', 40]]),
    job({ left: true }, [['claimed', 50]]),
    job({ worker: ben, outputRoot: root }, [
      ['claimed', 60],
      ['submitted', 61],
    ]),
  ]
  const [first, second] = workerRecords(jobs)
  assert.deepEqual(first, {
    worker: anna,
    ...{ taken: 4, answered: 2, refuted: 1, missed: 1 },
    ...{ median: 2, p95: 8, lastAnswer: 28 },
  })
  assert.deepEqual([second?.worker, second?.taken, second?.answered], [ben, 1, 1])
})

test('a worker without an answer has no time to answer', () => {
  const [record] = workerRecords([job({}, [['claimed', 40]])])
  assert.deepEqual(
    [record?.median, record?.p95, record?.lastAnswer],
    [undefined, undefined, undefined],
  )
})
