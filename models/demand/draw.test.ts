import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Card } from '../card.ts'
import { AHEAD, drawSeries, PAST } from './draw.ts'

const COUNT = 500

const drawn = (split: 'train' | 'calibration' | 'held-out') =>
  Array.from({ length: COUNT }, (_, seed) => drawSeries({ seed, split }))

test('drawSeries: the held-out series are the same numbers everywhere', () => {
  const hash = createHash('sha256')
  for (const { past, ahead } of drawn('held-out')) {
    hash.update(new Uint8Array(past.buffer))
    hash.update(new Uint8Array(ahead.buffer))
  }
  assert.equal(
    hash.digest('hex'),
    '212fbf82e39759894a26c374b83b5dd3a5a623e03f132598a0360800929a52c4',
  )
})

test('drawSeries: no series of one split is in another', () => {
  const seen = new Set<number>()
  for (const split of ['train', 'calibration', 'held-out'] as const)
    for (const { past } of drawn(split)) seen.add(past[0]!)
  assert.equal(seen.size, 3 * COUNT)
})

test('drawSeries: a day is more like the day before than like the other half of the day, and never negative', () => {
  const gap = (hours: number) => {
    let sum = 0
    for (const { past } of drawn('train'))
      for (let hour = hours; hour < PAST; hour++) sum += Math.abs(past[hour]! - past[hour - hours]!)
    return sum / COUNT / (PAST - hours)
  }
  assert.ok(2 * gap(24) < gap(12), `${gap(24)} and ${gap(12)}`)
  for (const { past, ahead } of drawn('train')) {
    assert.ok(past.every((demand) => demand > 0))
    assert.equal(ahead.length, AHEAD)
  }
})

test('the card of demand: takes and gives as many hours as are drawn', () => {
  const card = JSON.parse(readFileSync(new URL('card.json', import.meta.url), 'utf8')) as Card
  assert.deepEqual(card.input.shape, [1, 1, PAST, 1])
  assert.deepEqual(card.output.shape, [1, AHEAD])
})
