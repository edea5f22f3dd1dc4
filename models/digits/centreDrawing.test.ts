import assert from 'node:assert/strict'
import { test } from 'node:test'
import { centreDrawing } from './centreDrawing.ts'

const square = (left: number, top: number, side: number, width: number, height: number) => {
  const pixels = new Uint8Array(width * height)
  for (let y = top; y < top + side; y++) pixels.fill(255, y * width + left, y * width + left + side)
  return { pixels, width, height }
}

test('centreDrawing: fits the drawing into the middle 20 pixels, wherever and however large', () => {
  const expected = square(4, 4, 20, 28, 28).pixels
  assert.deepEqual(centreDrawing(square(30, 7, 100, 280, 200)), expected)
  assert.deepEqual(centreDrawing(square(0, 0, 10, 10, 10)), expected)
})

test('centreDrawing: keeps the proportions of a tall drawing', () => {
  const tall = new Uint8Array(100 * 100)
  for (let y = 0; y < 100; y++) tall.fill(255, y * 100 + 60, y * 100 + 70)
  const centred = centreDrawing({ pixels: tall, width: 100, height: 100 })
  const lit = [...centred.entries()].filter(([, value]) => value > 0).map(([index]) => index)
  assert.deepEqual([...new Set(lit.map((index) => index % 28))], [13, 14])
  assert.equal(lit.length, 40)
})

test('centreDrawing: pixels take the mean of what they cover', () => {
  const checkered = new Uint8Array(40 * 40).map((_, i) =>
    ((i % 40) + Math.floor(i / 40)) % 2 === 0 ? 255 : 0,
  )
  const centred = centreDrawing({ pixels: checkered, width: 40, height: 40 })
  assert.equal(centred[14 * 28 + 14], 128)
})

test('centreDrawing: an empty drawing stays empty', () => {
  const empty = { pixels: new Uint8Array(90), width: 10, height: 9 }
  assert.deepEqual(centreDrawing(empty), new Uint8Array(784))
})
