import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Stroke } from './drawing.ts'
import { encodeDrawing } from './drawing.ts'

const size = { width: 28, height: 28 }
const seven: Stroke[] = [
  [
    { x: 0.2, y: 0.2 },
    { x: 0.8, y: 0.2 },
    { x: 0.4, y: 0.9 },
  ],
]

function encode(strokes: readonly Stroke[]): Uint8Array {
  const pixels = encodeDrawing(strokes, size)
  assert.ok(pixels)
  return pixels
}

function inkBox(pixels: Uint8Array) {
  const rows: number[] = []
  const columns: number[] = []
  pixels.forEach((value, index) => {
    if (value === 0) return
    rows.push(Math.floor(index / 28))
    columns.push(index % 28)
  })
  return {
    top: Math.min(...rows),
    bottom: Math.max(...rows),
    left: Math.min(...columns),
    right: Math.max(...columns),
  }
}

test('the longer side of a drawing gets the length that the card asks for', () => {
  const pixels = encode(seven)
  assert.equal(pixels.length, 784)
  assert.equal(Math.max(...pixels), 255)
  const box = inkBox(pixels)
  const longest = Math.max(box.bottom - box.top, box.right - box.left) + 1
  assert.ok(longest >= 19 && longest <= 22, `the longer side has ${longest} pixels`)
})

test('the drawing lies in the middle', () => {
  const box = inkBox(encode(seven))
  assert.ok(Math.abs(box.left - (27 - box.right)) <= 1, `${box.left} to ${box.right}`)
  assert.ok(Math.abs(box.top - (27 - box.bottom)) <= 1, `${box.top} to ${box.bottom}`)
})

test('where and how large somebody draws does not matter', () => {
  const small = seven.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: x / 4 + 0.7, y: y / 4 + 0.02 })),
  )
  const large = encode(seven)
  encode(small).forEach((value, index) => {
    assert.ok(Math.abs(value - (large[index] ?? 0)) <= 1, `pixel ${index}`)
  })
})

test('nothing drawn gives nothing to send', () => {
  assert.equal(encodeDrawing([], size), undefined)
  assert.equal(encodeDrawing([[]], size), undefined)
})

test('a dot is a dot in the middle, not a blot', () => {
  const pixels = encode([[{ x: 0.1, y: 0.1 }]])
  const box = inkBox(pixels)
  assert.ok(box.right - box.left <= 4 && box.left >= 11 && box.right <= 17)
})
