import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawObject, drawObjects, labels, SIZE } from './draw.ts'

const COUNT = 320

test('drawObjects: the held-out pictures are the same bytes everywhere', () => {
  const hash = createHash('sha256')
  for (const { pixels, label } of drawObjects({ split: 'held-out', count: COUNT })) {
    hash.update(pixels).update(Uint8Array.of(label))
  }
  assert.equal(
    hash.digest('hex'),
    '361dd38258415e0c5a954f79b8380505b56081cfe49e867633a7f0afa0f24823',
  )
})

test('drawObjects: sixteen seeds in a row hold each label once', () => {
  const seen = [...drawObjects({ split: 'train', count: 16, from: 5 })].map(({ label }) => label)
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    labels.map((_, i) => i),
  )
})

test('drawObjects: each picture has three channels that hold more than one value', () => {
  for (const { pixels } of drawObjects({ split: 'train', count: COUNT })) {
    assert.equal(pixels.length, SIZE * SIZE * 3)
    assert.ok(new Set(pixels).size > 2)
  }
})

test('drawObjects: no picture of one split is in another', () => {
  const seen = new Set<string>()
  for (const split of ['train', 'calibration', 'held-out'] as const) {
    for (const { pixels } of drawObjects({ split, count: COUNT })) {
      seen.add(createHash('sha256').update(pixels).digest('hex'))
    }
  }
  assert.equal(seen.size, 3 * COUNT)
})

test('drawObject: what is drawn depends on nothing but seed and split', () => {
  const first = drawObject({ seed: 40, split: 'held-out' })
  drawObject({ seed: 41, split: 'held-out' })
  assert.deepEqual(drawObject({ seed: 40, split: 'held-out' }), first)
})

test('labels: stand in the card in the same order', () => {
  const card = JSON.parse(readFileSync(new URL('card.json', import.meta.url), 'utf8'))
  assert.deepEqual(card.labels, labels)
})
