import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { atomically } from './atomically.ts'
import { CursorTable } from './CursorTable.ts'
import { migrate, SERVICE_TABLES } from './migrate.ts'

test('the cursor follows what was read', () => {
  const database = migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES])
  const cursor = new CursorTable(database, 'test')
  assert.equal(cursor.read(), undefined)
  for (const number of [7n, 8n]) {
    atomically(database, () => cursor.write({ number, hash: '0xab' }))
    assert.deepEqual(cursor.read(), { number, hash: '0xab' })
  }
  assert.deepEqual(new CursorTable(database, 'test').read(), { number: 8n, hash: '0xab' })
})

test('of work that fails nothing is left, and more can follow', () => {
  const database = migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES])
  const cursor = new CursorTable(database, 'test')
  const fail = () => {
    cursor.write({ number: 9n, hash: '0xcd' })
    throw new Error('it broke')
  }
  assert.throws(() => atomically(database, fail), /^Error: it broke$/)
  assert.equal(cursor.read(), undefined)
  assert.equal(
    atomically(database, () => 'done'),
    'done',
  )
})
