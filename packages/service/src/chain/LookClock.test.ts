import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hex } from 'viem'
import { LookClock } from './LookClock.ts'

test("a look is due after a block, after something was done, and once a second of the machine's time", () => {
  let time = 10_000
  const clock = new LookClock(() => time)
  const ask = (hash: Hex, passed = 0) => {
    time += passed
    return clock.ask({ hash })
  }
  assert.equal(ask('0x1'), 'new')
  assert.equal(ask('0x1', 999), 'none')
  assert.equal(ask('0x1', 1), 'due')
  assert.equal(ask('0x1', 999), 'none')
  assert.equal(ask('0x2'), 'new')
  clock.touch()
  assert.equal(ask('0x2'), 'new')
  assert.equal(ask('0x2'), 'none')
})
