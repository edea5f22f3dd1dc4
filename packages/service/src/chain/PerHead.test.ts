import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hex } from 'viem'
import { PerHead } from './PerHead.ts'

const head = (digit: string): { hash: Hex } => ({ hash: `0x${digit.repeat(64)}` })

test('what was read holds until the next block, and for a while only', async () => {
  let [time, reads] = [0, 0]
  const kept = new PerHead<number>(() => time)
  const read = async () => ++reads
  assert.equal(await kept.get(head('1'), read), 1)
  assert.equal(await kept.get(head('1'), read), 1)
  assert.equal(await kept.get(head('2'), read), 2)
  assert.equal(await kept.get(head('1'), read), 3)
  time += 14_999
  assert.equal(await kept.get(head('1'), read), 3)
  time += 1
  assert.equal(await kept.get(head('1'), read), 4)
})

test('what could not be read is not kept', async () => {
  const kept = new PerHead<number>()
  await assert.rejects(
    kept.get(head('1'), () => Promise.reject(new Error('away'))),
    /away/,
  )
  assert.equal(await kept.get(head('1'), async () => 1), 1)
})
