import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Job } from '@assay/sdk'
import { findHash } from './findHash.ts'

const job = (id: string, input: string, outputs: string[], transaction: string) =>
  ({
    id,
    request: { inputRoot: input },
    seats: outputs.map((outputRoot) => ({ outputRoot })),
    steps: [{ transactionHash: transaction }],
  }) as unknown as Job

const jobs = [job('0x1', '0xaa', ['0xb1', '0xb2'], '0xc1'), job('0x2', '0xaa', ['0xb1'], '0xc2')]

test('a transaction leads to its job, in any spelling', () => {
  assert.deepEqual(findHash('0xC2', jobs), { what: 'transaction', job: '0x2' })
})

test('a root leads to all jobs that share it, whichever seat answered so', () => {
  assert.deepEqual(findHash('0xaa', jobs), { what: 'input root', jobs: ['0x1', '0x2'] })
  assert.deepEqual(findHash('0xb2', jobs), { what: 'output root', jobs: ['0x1'] })
})

test('what is nothing of these is nothing', () => {
  assert.equal(findHash('0xdd', jobs), undefined)
})
