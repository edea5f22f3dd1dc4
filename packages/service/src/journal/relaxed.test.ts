import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openJournal } from './openJournal.ts'
import { relaxed } from './relaxed.ts'

const FULL = 2
const NORMAL = 1

const folder = mkdtempSync(join(tmpdir(), 'assay-relaxed-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('only relaxed writes do not wait for the disk, also after one that failed', () => {
  const database = openJournal(join(folder, 'journal.sqlite'))
  const level = () => database.prepare('PRAGMA synchronous').get()?.synchronous
  assert.equal(level(), FULL)
  assert.equal(relaxed(database, level), NORMAL)
  assert.equal(level(), FULL)
  const fail = () => {
    throw new Error('it broke')
  }
  assert.throws(() => relaxed(database, fail), /^Error: it broke$/)
  assert.equal(level(), FULL)
  database.close()
})
