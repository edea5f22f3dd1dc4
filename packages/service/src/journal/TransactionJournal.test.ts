import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { numberToHex, zeroAddress } from 'viem'
import { migrate, SERVICE_TABLES } from './migrate.ts'
import { TransactionJournal } from './TransactionJournal.ts'

test('what ended long ago is forgotten, and nothing that is under way or may be undone', () => {
  const database = migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES])
  let time = 1_000
  const journal = new TransactionJournal(database, () => time)
  const add = (nonce: number) => {
    const hash = numberToHex(nonce, { size: 32 })
    const rest = { to: zeroAddress, data: '0x', value: 0n, gas: 1n } as const
    const fees = { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }
    return journal.add(
      { key: `k${nonce}`, kind: 'pay', nonce, ...rest },
      { hash, raw: '0x', ...fees },
    )
  }
  const hash = numberToHex(99, { size: 32 })
  journal.setState(add(0), 'included', { hash, blockNumber: 5n })
  journal.setState(add(1), 'reverted', { hash, blockNumber: 50n })
  journal.setState(add(2), 'abandoned')
  add(3)
  time = 2_000
  journal.setState(add(4), 'included', { hash, blockNumber: 6n })
  journal.prune(2_000, 50n)
  assert.deepEqual(
    journal.all().map(({ nonce }) => nonce),
    [1, 3, 4],
  )
  const { count } = database.prepare('SELECT count(*) AS count FROM attempts').get() as {
    count: number
  }
  assert.equal(count, 3)
  assert.equal(journal.nextNonce(), 4)
})
