import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Check, CheckStatus } from '@assay/sdk'
import { summarizeChecks } from './summarizeChecks.ts'

const check = (status: CheckStatus): Check => ({ id: 'chain', title: '', status, detail: '' })

test('failed checks are counted first', () => {
  const checks = [check('pass'), check('pass'), check('fail'), check('not-run')]
  assert.equal(summarizeChecks(checks), '1 failed · 2 passed · 1 not run')
})

test('no checks, no words', () => {
  assert.equal(summarizeChecks([]), '')
})
