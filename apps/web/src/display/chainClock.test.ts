import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chainTime, noteBlockTime } from './chainClock.ts'

test('a block behind this browser’s clock changes nothing', () => {
  noteBlockTime(900, 1_000)
  assert.equal(chainTime(1_000), 1_000)
})

test('stays ahead once a block was', () => {
  noteBlockTime(1_080, 1_000)
  assert.equal(chainTime(1_000), 1_080)
  noteBlockTime(1_080, 1_050)
  assert.equal(chainTime(1_050), 1_130)
})
