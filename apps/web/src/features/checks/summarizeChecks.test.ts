import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Check, CheckId, CheckStatus } from '@assay/sdk'
import { summarizeChecks } from './summarizeChecks.ts'

const check = (status: CheckStatus, id: CheckId = 'chain'): Check => ({
  id,
  title: '',
  status,
  detail: '',
})

test('failed checks are counted first, and the re-run is said apart', () => {
  const checks = [check('pass'), check('pass'), check('fail'), check('not-run', 'reexecution')]
  assert.equal(summarizeChecks(checks), '1 fails · 2 hold · re-run not done')
})

test('no checks, no words', () => {
  assert.equal(summarizeChecks([]), '')
})
