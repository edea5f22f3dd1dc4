import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { applyMutant } from './applyMutant.ts'
import { MUTANTS } from './mutants.ts'

const ROOT = resolve(import.meta.dirname, '../..')

test('every mutant changes the contracts as they are, in one place', () => {
  assert.ok(MUTANTS.length >= 250, 'at least 250 ways to break the contracts')
  for (const mutant of MUTANTS) {
    const source = readFileSync(resolve(ROOT, mutant.file), 'utf8')
    assert.notEqual(applyMutant(mutant, source), source, mutant.name)
    for (const test of mutant.tests)
      assert.ok(existsSync(resolve(ROOT, `test/solidity/${test}.t.sol`)), `${mutant.name}: ${test}`)
  }
})

test('every contract that moves money or decides is broken', () => {
  const broken = new Set(MUTANTS.map(({ file }) => file))
  const rooms = [
    'ledger',
    'market',
    'verifiers',
    'registries',
    'dispute',
    'referee',
    'referee/ops',
    'lib',
  ]
  const sources = rooms.flatMap((room) =>
    readdirSync(resolve(ROOT, 'contracts', room), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `contracts/${room}/${name}`),
  )
  // Interfaces, and constants, which the mutants of their users move.
  const without = sources.filter(
    (file) => !broken.has(file) && !/\/(I[A-Z]\w+|Limits)\.sol$/.test(file),
  )
  assert.deepEqual(without, [])
})

test('no two mutants share a name', () => {
  const names = MUTANTS.map(({ name }) => name)
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})

test('a mutant that fell behind the code is an error that names it', () => {
  const [mutant] = MUTANTS
  assert.ok(mutant)
  assert.throws(() => applyMutant(mutant, 'contract Empty {}'), /stands 0 times/)
  assert.throws(() => applyMutant(mutant, mutant.find + mutant.find), /stands 2 times/)
})
