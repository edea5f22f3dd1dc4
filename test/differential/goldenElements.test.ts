import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { goldenElementsSource } from './goldenElements.ts'

const FILE = resolve(import.meta.dirname, '../solidity/referee/RefereeGolden.t.sol')

test('the golden elements of the Solidity tests are what the reference computes', async () => {
  assert.equal(
    readFileSync(FILE, 'utf8'),
    await goldenElementsSource(),
    'run node test/differential/writeGolden.ts',
  )
})
