import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { bicubic } from './bicubic.ts'
import { drawPair, SIZE, SMALL } from './draw.ts'

const COUNT = 60

test('drawPair: the held-out pictures are the same bytes everywhere', () => {
  const hash = createHash('sha256')
  for (let seed = 0; seed < COUNT; seed++) {
    const { bytes, target } = drawPair({ seed, split: 'held-out' })
    hash.update(bytes).update(target)
  }
  assert.equal(
    hash.digest('hex'),
    '086d04919dbe651887297e985d8142a2f2f43c3405fd6cc9843d03d47a73d0f3',
  )
})

test('drawPair: a small pixel is the mean of its four large ones', () => {
  const { bytes, target } = drawPair({ seed: 3, split: 'train' })
  assert.equal(bytes.length, SMALL * SMALL * 3)
  assert.equal(target.length, SIZE * SIZE * 3)
  const [x, y, channel] = [17, 9, 2]
  const large = (right: number, down: number) =>
    target[((2 * y + down) * SIZE + 2 * x + right) * 3 + channel]!
  const mean = (large(0, 0) + large(1, 0) + large(0, 1) + large(1, 1)) / 4
  assert.equal(bytes[(y * SMALL + x) * 3 + channel], Math.round(mean))
})

test('bicubic: a slope stays a slope, and each colour stays in its place', () => {
  const small = Uint8Array.from({ length: SMALL * SMALL * 3 }, (_, at) =>
    at % 3 === 1 ? 4 * (Math.floor(at / 3) % SMALL) + 20 : 77,
  )
  const large = bicubic(small)
  for (let x = 4; x < SIZE - 4; x++) {
    const at = (30 * SIZE + x) * 3
    assert.deepEqual([...large.subarray(at, at + 3)], [77, Math.round(2 * x - 1 + 20), 77])
  }
})
