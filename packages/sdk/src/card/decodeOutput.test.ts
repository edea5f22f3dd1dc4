import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeOutput } from './decodeOutput.ts'

test('floats are read in little-endian order', () => {
  const bytes = new Uint8Array(new Float32Array([1.5, -2]).buffer)
  assert.deepEqual(decodeOutput(bytes, { dtype: 'f32', count: 2 }), [1.5, -2])
})

test('integers keep their sign', () => {
  const bytes = new Uint8Array(new Int32Array([-7, 2 ** 30]).buffer)
  assert.deepEqual(decodeOutput(bytes, { dtype: 'i32', count: 2 }), [-7, 2 ** 30])
})

test('bytes that do not begin where their buffer does', () => {
  const bytes = new Uint8Array([9, 1, 0, 0, 0]).subarray(1)
  assert.deepEqual(decodeOutput(bytes, { dtype: 'i32', count: 1 }), [1])
})

test('what is not that many numbers is not read', () => {
  assert.equal(decodeOutput(new Uint8Array(9).fill(1), { dtype: 'f32', count: 2 }), undefined)
  assert.equal(decodeOutput(new Uint8Array(257), { dtype: 'f32', count: 2 }), undefined)
  assert.equal(decodeOutput(new Uint8Array(8), { dtype: 'bf16', count: 4 }), undefined)
})

test('zeros that were added or left out do not matter', () => {
  const bytes = new Uint8Array([...new Uint8Array(new Int32Array([-7, 5]).buffer), 0])
  assert.deepEqual(decodeOutput(bytes, { dtype: 'i32', count: 2 }), [-7, 5])
  assert.deepEqual(decodeOutput(bytes.subarray(0, 5), { dtype: 'i32', count: 2 }), [-7, 5])
})
