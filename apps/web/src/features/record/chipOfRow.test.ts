import assert from 'node:assert/strict'
import test from 'node:test'
import { assuranceWords, chipOfRow } from './chipOfRow.ts'

test('no row of the index gets a tick, whatever it says', () => {
  for (const assurance of [...Object.keys(assuranceWords), 'rerun', 'pass', '', null, 5]) {
    const { chip } = chipOfRow({ assurance })
    assert.ok(chip !== 'rerun', `${assurance}`)
  }
})

test('what the index says and nobody knows is unknown', () => {
  assert.deepEqual(chipOfRow({ assurance: 'certain' }), {
    chip: 'unknown',
    word: 'Unknown',
    isFloat: false,
  })
  assert.equal(chipOfRow({ assurance: 'signed', profileName: 'native' }).isFloat, true)
})
