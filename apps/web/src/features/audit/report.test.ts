import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditedJob, Outcome } from './auditJob.ts'
import { countOutcomes, describeAudit } from './report.ts'

const job = (outcome: Outcome, state = 'accepted'): AuditedJob => ({
  job: `0x${'1'.repeat(64)}`,
  detail: '',
  outcome,
  state,
})

test('a sample’s sentence counts every job once, and says which differences the chain knows', () => {
  const jobs = [
    job('equal'),
    job('equal'),
    job('different', 'rejected'),
    job('different'),
    job('no answer', 'expired'),
    job('not run'),
    job('undecided'),
  ]
  const counts = countOutcomes(jobs)
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count),
    jobs.length,
  )
  assert.equal(
    describeAudit({ jobs, places: [0, 1, 2, 3, 4, 5, 6] }),
    'Of 7, 2 gave the bytes that the worker signed, 2 gave others, 1 may differ without being wrong, 1 had no answer and 1 could ' +
      'not be run. Of those with other bytes, the chain has rejected 1 already.',
  )
})

test('a sample that is not whole yet says so', () => {
  assert.equal(describeAudit({ jobs: [], places: [4, 2] }), 'Running the first of 2.')
  assert.equal(
    describeAudit({ jobs: [job('equal')], places: [4, 2] }),
    'Of 1 so far, 1 gave the bytes that the worker signed and 0 gave others.',
  )
})
