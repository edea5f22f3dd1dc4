import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { drawSample } from './drawSample.ts'

test('a sample is drawn as its report says, so that anyone can draw it again', () => {
  const seed = `0x${'5a'.repeat(32)}`
  const places: number[] = []
  for (let i = 0; places.length < 5; i++) {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(i)
    const number = createHash('sha256').update(seed).update(counter).digest().readUIntBE(0, 6)
    const place = number % 37
    if (number < 2 ** 48 - (2 ** 48 % 37) && !places.includes(place)) places.push(place)
  }
  assert.deepEqual(drawSample(seed, 37, 5), places)
})

test('no place is drawn twice, none lies outside the list, and each comes up about as often as the others', () => {
  const counts = new Array<number>(10).fill(0)
  for (let seed = 0; seed < 2_000; seed++) {
    const places = drawSample(`seed ${seed}`, 10, 3)
    assert.equal(new Set(places).size, 3)
    for (const place of places) counts[place] = (counts[place] ?? NaN) + 1
  }
  // 600 each, give or take five standard deviations.
  for (const count of counts) assert.ok(count > 500 && count < 700, `${counts}`)
})

test('a list that is shorter than the sample is taken whole, and an empty one gives nothing', () => {
  assert.deepEqual(drawSample('seed', 4, 20).sort(), [0, 1, 2, 3])
  assert.deepEqual(drawSample('seed', 0, 20), [])
})

test('a count that no list has is refused, and does not draw for ever', () => {
  assert.throws(() => drawSample('seed', 2 ** 53 - 1, 5), /as many rows/)
})
