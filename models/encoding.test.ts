import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImageInput, TableInput } from './card.ts'
import { encodeRow, toFloatInput } from './encoding.ts'

const words = { name: 'input', meaning: '', preparation: '' }

test('encodeRow: rounds to steps, moves by the zero point and clamps', () => {
  const features = [
    { scale: 0.5, zero: 10 },
    { scale: 2, zero: 0 },
    { scale: 2, zero: 0 },
  ]
  assert.deepEqual(encodeRow(features, [-1.2, -3, 9999]), Uint8Array.of(8, 0, 255))
})

test('toFloatInput: turns channels-last bytes into channels-first floats', () => {
  const input: ImageInput = {
    ...words,
    shape: [1, 3, 2, 1],
    bytes: { dtype: 'u8', layout: 'HWC', shape: [2, 1, 3] },
    encoding: { scale: 0.5, zero: 1 },
    fit: { crop: 'square' },
  }
  const floats = toFloatInput(input, Uint8Array.of(1, 2, 3, 4, 5, 6))
  assert.deepEqual([...floats], [0, 1.5, 0.5, 2, 1, 2.5])
})

test('toFloatInput: gives a table its units back', () => {
  const input: TableInput = {
    ...words,
    shape: [1, 2],
    bytes: { dtype: 'u8', layout: 'F', shape: [2] },
    features: [
      { name: 'a', unit: '', meaning: '', scale: 0.5, zero: 10 },
      { name: 'b', unit: '', meaning: '', scale: 2, zero: 0 },
    ],
  }
  assert.deepEqual([...toFloatInput(input, Uint8Array.of(8, 255))], [-1, 510])
})
