import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom, xoshiro128 } from './random.ts'
import { streams } from './split.ts'

test('xoshiro128: gives the published first words for the state 1, 2, 3, 4', () => {
  const generator = xoshiro128([1, 2, 3, 4])
  assert.deepEqual(
    Array.from({ length: 6 }, generator),
    [11520, 0, 5927040, 70819200, 2031721883, 1637235492],
  )
})

test('createRandom: the same seed and stream repeat, and either changes the sequence', () => {
  const words = (seed: number, stream: number) => {
    const random = createRandom({ seed, stream })
    return Array.from({ length: 8 }, random.word).join()
  }
  assert.equal(words(7, 1), words(7, 1))
  const sequences = new Set<string>()
  for (let seed = 0; seed < 200; seed++) {
    for (let stream = 0; stream < 5; stream++) sequences.add(words(seed, stream))
  }
  assert.equal(sequences.size, 1000)
})

test('createRandom: numbers spread as each method promises', () => {
  const random = createRandom({ seed: 1, stream: 2 })
  const count = 20_000
  const normal = Array.from({ length: count }, random.normal)
  const mean = normal.reduce((sum, value) => sum + value, 0) / count
  const variance = normal.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
  assert.ok(Math.abs(mean) < 0.03, `mean ${mean}`)
  assert.ok(Math.abs(variance - 1) < 0.04, `variance ${variance}`)

  const tally = [0, 0, 0, 0, 0]
  for (let i = 0; i < count; i++) tally[random.integer(5)]! += 1
  for (const times of tally) assert.ok(Math.abs(times - count / 5) < 300, tally.join())
  for (let i = 0; i < 1000; i++) {
    const value = random.between(-2, 3)
    assert.ok(value >= -2 && value < 3)
  }
})

test('createRandom: picking from no items is an error', () => {
  assert.throws(() => createRandom({ seed: 0, stream: 0 }).pick([]), RangeError)
})

test('streams: no two splits of any model share one', () => {
  const numbers = Object.values(streams).flatMap((splits) => Object.values(splits))
  assert.equal(new Set(numbers).size, numbers.length)
})
