import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Housekeeping } from './Housekeeping.ts'

const HOUR = 3_600_000

test('a journal is cleared at the first look and then once an hour, of what no reorganisation reaches', () => {
  let time = 100 * 24 * HOUR
  const calls: [number, bigint][] = []
  const it = new Housekeeping({
    keepDays: 7,
    reorgDepth: 64,
    prune: (...call) => void calls.push(call),
    now: () => time,
  })
  it.tick({ number: 10n })
  time += HOUR - 1
  it.tick({ number: 100n })
  time += 1
  it.tick({ number: 100n })
  assert.deepEqual(calls, [
    [93 * 24 * HOUR, 0n],
    [93 * 24 * HOUR + HOUR, 36n],
  ])
})
