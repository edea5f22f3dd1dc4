import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeFeature, readFeatures } from './features.ts'

test('a number becomes the byte that stands for it', () => {
  assert.deepEqual(encodeFeature('3000', { scale: 14, zero: 0 }), { byte: 214, sent: 2996 })
  assert.deepEqual(encodeFeature('-0.5', { scale: 0.01, zero: 100 }), { byte: 50, sent: -0.5 })
})

test('a number that no byte stands for is refused with the range', () => {
  assert.deepEqual(encodeFeature('200', { scale: 0.4, zero: 0 }), {
    problem: 'The model takes 0 to 102.',
  })
  assert.ok(encodeFeature('-1', { scale: 1, zero: 0 }).problem)
})

test('what is no number is refused', () => {
  for (const text of ['', ' ', 'fast', '1e999', 'NaN'])
    assert.equal(encodeFeature(text, { scale: 1, zero: 0 }).problem, 'A number is needed.', text)
})

test('a row of bytes is read back as names, numbers and units, and other bytes are not', () => {
  const features = [
    { name: 'speed', unit: 'rpm', meaning: undefined, scale: 14, zero: 0 },
    { name: 'inletPressure', unit: 'bar', meaning: undefined, scale: 0.01, zero: 100 },
  ]
  assert.deepEqual(readFeatures(Uint8Array.of(151, 87), features), [
    { name: 'Speed', unit: 'rpm', text: '2,114' },
    { name: 'Inlet pressure', unit: 'bar', text: '−0.13' },
  ])
  assert.equal(readFeatures(Uint8Array.of(1, 2, 3), features), undefined)
  assert.equal(readFeatures(new Uint8Array(), features), undefined)
  assert.equal(readFeatures(Uint8Array.of(1), []), undefined)
})
