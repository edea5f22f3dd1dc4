import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagesOf, upToStage } from './upToStage.ts'

const level = (id: string, picked: number) => ({ id, title: id, part: 'step', parts: 7, picked })
const whole = {
  levels: [level('program', 3), level('tensor', 2)],
  page: { index: 2, hash: '0x01', bytes: '0x02' },
  element: { place: 3, index: 515, claimed: 106n, actual: 16n },
} as const

test('the last stage shows the whole narrowing', () => {
  assert.equal(stagesOf(whole), 6)
  assert.deepEqual(upToStage(whole, 6), whole)
})

test('opens each part before it says what in it differs', () => {
  const picks = (stage: number) => upToStage(whole, stage).levels.map(({ picked }) => picked)
  assert.deepEqual(picks(0), [])
  assert.deepEqual(picks(1), [undefined])
  assert.deepEqual(picks(2), [3])
  assert.deepEqual(picks(3), [3, undefined])
  assert.deepEqual(picks(4), [3, 2])
  assert.equal(upToStage(whole, 4).page, undefined)
  assert.equal(upToStage(whole, 5).element, undefined)
  assert.equal(upToStage(whole, 5).page, whole.page)
})
