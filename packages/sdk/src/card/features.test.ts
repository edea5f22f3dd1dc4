import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeFeature, readFeatures } from './features.ts'

test('a number becomes the code that stands for it', () => {
  assert.deepEqual(encodeFeature('3000', { scale: 14, zero: 0 }, 'u8'), { code: 214, sent: 2996 })
  assert.deepEqual(encodeFeature('-0.5', { scale: 0.01, zero: 100 }, 'u8'), {
    code: 50,
    sent: -0.5,
  })
  assert.deepEqual(encodeFeature('-30000', { scale: 0.5, zero: 0 }, 'i32'), {
    code: -60_000,
    sent: -30_000,
  })
})

test('a number that no code stands for is refused with the range', () => {
  assert.deepEqual(encodeFeature('200', { scale: 0.4, zero: 0 }, 'u8'), {
    problem: 'The model takes 0 to 102.',
  })
  assert.ok(encodeFeature('-1', { scale: 1, zero: 0 }, 'u8').problem)
  assert.ok(encodeFeature('3e9', { scale: 1, zero: 0 }, 'i32').problem)
})

test('what is no number is refused', () => {
  for (const text of ['', ' ', 'fast', '1e999', 'NaN'])
    assert.equal(
      encodeFeature(text, { scale: 1, zero: 0 }, 'u8').problem,
      'A number is needed.',
      text,
    )
})

test('a row of bytes is read back as names, numbers and units, and other bytes are not', () => {
  const features = [
    { name: 'speed', unit: 'rpm', meaning: undefined, scale: 14, zero: 0 },
    { name: 'inletPressure', unit: 'bar', meaning: undefined, scale: 0.01, zero: 100 },
  ]
  const bytes = { features, dtype: 'u8' }
  assert.deepEqual(readFeatures(Uint8Array.of(151, 87), bytes), [
    { name: 'Speed', unit: 'rpm', text: '2,114' },
    { name: 'Inlet pressure', unit: 'bar', text: '−0.13' },
  ])
  const wide = { features, dtype: 'i32' }
  assert.deepEqual(
    readFeatures(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), wide)?.map(({ text }) => text),
    ['14', '−1'],
  )
  assert.equal(readFeatures(Uint8Array.of(1, 2, 3), bytes), undefined)
  assert.equal(readFeatures(new Uint8Array(), bytes), undefined)
  assert.equal(readFeatures(Uint8Array.of(1), { features: [], dtype: 'u8' }), undefined)
})

test('a number by its order is sent as the nearest float32, and a missing one where the model knows it', () => {
  const order = { scale: 1, zero: 0, order: 'order' } as const
  const missing = { scale: 1, zero: 0, order: 'order-missing' } as const
  assert.deepEqual(encodeFeature('1', order, 'i32'), { code: 0x3f800000, sent: 1 })
  assert.deepEqual(encodeFeature('-0,1', order, 'i32'), {
    code: -0x3dcccccd,
    sent: Math.fround(-0.1),
  })
  assert.deepEqual(encodeFeature('Missing', missing, 'i32'), {
    code: 2 ** 31 - 1,
    sent: Number.NaN,
  })
  assert.equal(encodeFeature('missing', order, 'i32').problem, 'A number is needed.')
  assert.equal(encodeFeature('1e39', order, 'i32').problem, 'The model takes numbers up to 3.4e38.')
  const features = ['a', 'b'].map((name) => ({
    ...missing,
    name,
    unit: undefined,
    meaning: undefined,
  }))
  const bytes = new Uint8Array(Int32Array.of(-0x3dcccccd, 2 ** 31 - 1).buffer)
  assert.deepEqual(
    readFeatures(bytes, { features, dtype: 'i32' })?.map(({ text }) => text),
    ['−0.1', 'missing'],
  )
})
