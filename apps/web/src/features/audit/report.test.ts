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
    describeAudit({ jobs, places: [0, 1, 2, 3, 4, 5, 6] }, { isRunning: false }),
    'Of 7, 2 gave the bytes that the worker signed, 2 gave others, 1 may differ without being wrong, 1 had no answer and 1 could ' +
      'not be run. Of those with other bytes, the chain has rejected 1 already.',
  )
})

test('a sample that is not whole says so, and whether it still goes on', () => {
  const say = (jobs: AuditedJob[], isRunning: boolean) =>
    describeAudit({ jobs, places: [4, 2] }, { isRunning })
  assert.equal(say([], true), 'Running the first of 2.')
  assert.equal(say([], false), 'None of 2 was run.')
  const found = '1 gave the bytes that the worker signed and 0 gave others.'
  assert.equal(say([job('equal')], true), `Of 1 so far, ${found}`)
  assert.equal(say([job('equal')], false), `Of 1 that was run, of 2 drawn, ${found}`)
})
