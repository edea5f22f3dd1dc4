import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pictureSize } from './pictureSize.ts'

function sizeOf(shape: number[], dtype = 'u8') {
  return pictureSize({
    input: { dtype, shape, layout: undefined, meaning: undefined, features: [] },
  })
}

test('a grey picture of bytes has a width and a height, in either order of its axes', () => {
  assert.deepEqual(sizeOf([28, 28, 1]), { width: 28, height: 28 })
  assert.deepEqual(sizeOf([1, 1, 20, 32]), { width: 32, height: 20 })
})

test('what is not one grey picture of bytes has no size', () => {
  assert.equal(sizeOf([28, 28, 1], 'f32'), undefined)
  assert.equal(sizeOf([28, 28, 3]), undefined)
  assert.equal(sizeOf([784]), undefined)
  assert.equal(sizeOf([2_000, 2_000, 1]), undefined)
})
