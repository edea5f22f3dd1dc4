import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeProgress } from './progress.ts'

test('the bytes that came are said, and of how many only where the server says something possible', () => {
  const say = (received: number, total: number | undefined) =>
    describeProgress({ phase: 'model', received, total })
  assert.equal(say(12_000, 35_014), 'Fetching the model, 12 of 36 kB')
  assert.equal(say(1_200_001, undefined), 'Fetching the model, 1,201 kB')
  assert.equal(say(9_000, 10), 'Fetching the model, 9 kB')
})
