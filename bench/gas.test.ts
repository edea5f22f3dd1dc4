import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { measure } from './gas.ts'

const SNAPSHOT = resolve(import.meta.dirname, 'gas.snapshot.json')
/** The largest contract that this project deploys, in bytes. */
const SIZE_LIMIT = 20_000

/**
 * Gas and sizes are the same on every run, so a change of either is a change of the contracts and belongs into
 * their commit: ASSAY_GAS_SNAPSHOT=write writes the file anew.
 */
test('gas and contract sizes are those of the committed snapshot', async () => {
  const rows = await measure()
  const actual = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  if (process.env.ASSAY_GAS_SNAPSHOT === 'write') {
    writeFileSync(SNAPSHOT, `${JSON.stringify(actual, null, 2)}\n`)
  }
  assert.deepEqual(actual, JSON.parse(readFileSync(SNAPSHOT, 'utf8')))
  for (const { name, value } of rows) {
    if (name.startsWith('size.')) assert(value <= SIZE_LIMIT, `${name} is ${value} bytes`)
  }
})
