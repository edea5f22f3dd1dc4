import assert from 'node:assert/strict'
import { test } from 'node:test'
import { releaseMemory } from './releaseMemory.ts'

test('what nothing needs any more is given back, and what is needed stays', () => {
  let lists: number[][] | undefined = Array.from({ length: 200 }, () => Array(20_000).fill(1.5))
  const kept = lists[7]!
  const before = process.memoryUsage().heapTotal
  lists = undefined
  releaseMemory()
  const given = before - process.memoryUsage().heapTotal
  // 200 lists of 20,000 numbers, 8 bytes each, are 32 MB.
  assert.ok(given > 25e6, `${given} bytes were given back`)
  assert.equal(kept.length, 20_000)
  assert.equal(globalThis.gc, undefined)
})
