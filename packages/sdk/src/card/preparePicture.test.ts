import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDarkOnLight, preparePicture, wholePicture } from './preparePicture.ts'

const WHITE = [255, 255, 255, 255]
const BLACK = [0, 0, 0, 255]

function picture(width: number, height: number, colourAt: (x: number, y: number) => number[]) {
  const rgba = Uint8ClampedArray.from({ length: width * height }, () => 0)
  const data = new Uint8ClampedArray(rgba.length * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * 4)
  return { rgba: data, width, height }
}

const square = { crop: 'square' } as const
const plain = { fit: square, crop: wholePicture, inverted: false }

test('each pixel is the mean of what it covers, and the middle of a wide picture is taken', () => {
  const wide = picture(8, 4, (x) => (x < 4 ? [200, 0, 0, 255] : [0, 100, 50, 255]))
  const size = { width: 4, height: 4, channels: 3 } as const
  const bytes = preparePicture(wide, { ...plain, size })
  assert.deepEqual([...(bytes ?? [])].slice(0, 12), [200, 0, 0, 200, 0, 0, 0, 100, 50, 0, 100, 50])
  const mixed = preparePicture(wide, { ...plain, size: { ...size, width: 4, height: 2 } })
  assert.equal(mixed?.length, 24)
  const fine = picture(8, 8, (x, y) => ((x + y) % 2 === 0 ? WHITE : BLACK))
  const grey = preparePicture(fine, { ...plain, size: { width: 4, height: 4, channels: 1 } })
  assert.deepEqual(grey, new Uint8Array(16).fill(128))
})

test('a chosen part is taken from where somebody moved it', () => {
  const halves = picture(8, 8, (x) => (x < 4 ? BLACK : WHITE))
  const size = { width: 4, height: 4, channels: 1 } as const
  const part = (left: number) =>
    preparePicture(halves, { ...plain, size, crop: { size: 0.5, left, top: 0 } })
  assert.deepEqual(part(0), new Uint8Array(16))
  assert.deepEqual(part(1), new Uint8Array(16).fill(255))
})

test('ink is found wherever it lies, turned light, and put in the middle at the size that the card asks for', () => {
  const drawn = picture(60, 40, (x, y) => (x >= 40 && x < 50 && y >= 5 && y < 25 ? BLACK : WHITE))
  assert.equal(isDarkOnLight(drawn), true)
  const size = { width: 28, height: 28, channels: 1 } as const
  const fit = { crop: 'ink', longest: 20 } as const
  const bytes = preparePicture(drawn, { size, fit, crop: wholePicture, inverted: true })
  const inked = (bytes ?? new Uint8Array()).reduce((sum, value) => sum + value, 0) / 255
  assert.equal(inked, 200)
  for (let row = 4; row < 24; row++)
    for (let column = 9; column < 19; column++) assert.equal(bytes?.[row * 28 + column], 255)
})

test('a picture without ink gives nothing, and what is transparent is paper', () => {
  const size = { width: 28, height: 28, channels: 1 } as const
  const fit = { crop: 'ink', longest: 20 } as const
  const empty = picture(20, 20, () => [0, 0, 0, 0])
  assert.equal(preparePicture(empty, { size, fit, crop: wholePicture, inverted: true }), undefined)
  assert.deepEqual(
    preparePicture(empty, { ...plain, size: { ...size, width: 4, height: 4 } }),
    new Uint8Array(16).fill(255),
  )
})
