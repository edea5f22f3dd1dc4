import assert from 'node:assert/strict'
import test from 'node:test'
import type { Request } from '@assay/protocol'
import { examinePromises } from './examine.ts'

const request = { requester: '0x1', offer: { maxFee: 4n } } as unknown as Request

test('what a worker promised counts against the balance, to the last unit', () => {
  examinePromises({ request, balance: 10n, promised: 6n })
  assert.throws(() => examinePromises({ request, balance: 9n, promised: 6n }), {
    name: 'InsufficientBalance',
    message:
      "0x1 has 9 in the ledger, less than the 10 that its requests to this worker take together (in the token's smallest unit).",
  })
})
