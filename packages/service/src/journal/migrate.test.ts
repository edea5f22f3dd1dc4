import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { migrate } from './migrate.ts'

const first = 'CREATE TABLE jobs (id TEXT PRIMARY KEY) STRICT'
const second = "ALTER TABLE jobs ADD COLUMN state TEXT NOT NULL DEFAULT 'new'"

test('a journal of any earlier version moves to the newest, with what it holds', () => {
  const database = migrate(new DatabaseSync(':memory:'), [first])
  database.exec("INSERT INTO jobs (id) VALUES ('a')")
  for (let again = 0; again < 2; again++) migrate(database, [first, second])
  assert.deepEqual({ ...database.prepare('SELECT * FROM jobs').get() }, { id: 'a', state: 'new' })
})

test('a step that fails leaves the journal at the version before', () => {
  const database = migrate(new DatabaseSync(':memory:'), [first])
  const broken = `${second}; INSERT INTO nowhere VALUES (1)`
  assert.throws(
    () => migrate(database, [first, broken]),
    /cannot be moved to version 2: no such table: nowhere/,
  )
  migrate(database, [first, second])
})

test('a journal that is newer than the program is refused', () => {
  const database = migrate(new DatabaseSync(':memory:'), [first, second])
  assert.throws(() => migrate(database, [first]), /has version 2, and this program knows 1/)
})
