import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pictureOf } from './pictureSize.ts'

const sizeOf = (shape: number[], dtype = 'u8') => pictureOf({ shape, dtype })

test('a picture of bytes has a width, a height and one or three channels', () => {
  assert.deepEqual(sizeOf([28, 28, 1]), { width: 28, height: 28, channels: 1 })
  assert.deepEqual(sizeOf([1, 1, 20, 32]), { width: 32, height: 20, channels: 1 })
  assert.deepEqual(sizeOf([1, 48, 64, 3]), { width: 64, height: 48, channels: 3 })
  assert.deepEqual(sizeOf([2_000, 2_000, 1]), { width: 2_000, height: 2_000, channels: 1 })
})

test('what is not one picture of bytes has no size', () => {
  assert.equal(sizeOf([28, 28, 1], 'f32'), undefined)
  assert.equal(sizeOf([28, 28, 4]), undefined)
  assert.equal(sizeOf([2, 28, 28, 3]), undefined)
  assert.equal(sizeOf([784]), undefined)
  assert.equal(sizeOf([5_000, 5_000]), undefined)
})
