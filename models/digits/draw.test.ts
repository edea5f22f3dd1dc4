import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { drawDigit, drawDigits, SIZE } from './draw.ts'
import { drawDigitWithMouse } from './drawWithMouse.ts'

const COUNT = 1000

test('drawDigits: the held-out digits are the same bytes everywhere', () => {
  const hash = createHash('sha256')
  for (const { pixels, label } of drawDigits({ split: 'held-out', count: COUNT })) {
    hash.update(pixels).update(Uint8Array.of(label))
  }
  assert.equal(
    hash.digest('hex'),
    'c02f0d8e54bb917b2ed3f8f35e4ef587b1cc55917f7627fd3bebb5fea46ac3e4',
  )
})

test('drawDigits: any ten seeds in a row hold each label once', () => {
  const labels = [...drawDigits({ split: 'train', count: 10, from: 37 })].map(({ label }) => label)
  assert.deepEqual(labels.toSorted(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('drawDigits: every picture is 28 x 28 with light strokes on a dark background', () => {
  for (const { pixels } of drawDigits({ split: 'held-out', count: COUNT })) {
    assert.equal(pixels.length, SIZE * SIZE)
    const sorted = pixels.toSorted()
    assert.ok((sorted[SIZE * SIZE - 1] as number) > 80, 'no stroke')
    assert.ok((sorted[(SIZE * SIZE) / 2] as number) < 70, 'no background')
  }
})

test('drawDigits: no picture of one split is in another, and few repeat within one', () => {
  const seen = new Map<string, string>()
  for (const split of ['train', 'calibration', 'held-out'] as const) {
    for (let seed = 0; seed < COUNT; seed++) {
      const key = Buffer.from(drawDigit({ seed, split }).pixels).toString('latin1')
      assert.equal(seen.get(key), undefined, `${split} ${seed} repeats ${seen.get(key)}`)
      seen.set(key, `${split} ${seed}`)
    }
  }
})

test('drawDigit: what is drawn depends on nothing but seed and split', () => {
  const first = drawDigit({ seed: 5, split: 'held-out' })
  drawDigit({ seed: 6, split: 'held-out' })
  assert.deepEqual(drawDigit({ seed: 5, split: 'held-out' }), first)
  assert.notDeepEqual(drawDigit({ seed: 5, split: 'train' }).pixels, first.pixels)
})

test('drawDigitWithMouse: is balanced, balanced and never empty', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { pixels, label } = drawDigitWithMouse({ seed })
    assert.equal(label, seed % 10)
    assert.ok(pixels.some((pixel) => pixel > 200))
    assert.deepEqual(drawDigitWithMouse({ seed }).pixels, pixels)
  }
})
