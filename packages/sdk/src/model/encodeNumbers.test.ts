import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidInputError } from '../errors/namedErrors.ts'
import type { ModelCard } from '../types/model.ts'
import { encodeNumbers } from './encodeNumbers.ts'

function card(input: Partial<ModelCard['input']>): ModelCard {
  const output = { dtype: 'i32', shape: [1, 2] }
  return { name: 'risk', input: { shape: [1, 2], ...input }, output }
}

const whole = (bytes: Uint8Array) => [...new Int32Array(bytes.slice().buffer)]

test('numbers become bytes in the scale of each feature', () => {
  const features = [
    { scale: 0.5, zero: 10 },
    { scale: 2, zero: 0 },
  ]
  assert.deepEqual(
    encodeNumbers(card({ dtype: 'u8', features }), [-1.2, 510]),
    Uint8Array.of(8, 255),
  )
})

test('numbers of 32 bits have the scale of all', () => {
  const series = card({ dtype: 'i32', encoding: { scale: 0.01, zero: 0 } })
  assert.deepEqual(whole(encodeNumbers(series, [-3.5, 4e6])), [-350, 4e8])
})

test('by their order numbers are the nearest float32’s bits, and NaN is missing where the model knows it', () => {
  const bytes = { dtype: 'i32', shape: [1, 2] }
  assert.deepEqual(
    whole(encodeNumbers(card({ bytes, encoding: 'order' }), [1, -0.1])),
    [0x3f800000, -0x3dcccccd],
  )
  const missing = card({ bytes, encoding: 'order-missing' })
  assert.deepEqual(whole(encodeNumbers(missing, [Number.NaN, 0])), [2 ** 31 - 1, 0])
})

test('what the model cannot take is refused, and named', () => {
  const refused = (input: Partial<ModelCard['input']>, numbers: number[], message: RegExp) =>
    assert.throws(
      () => encodeNumbers(card(input), numbers),
      (error) => error instanceof InvalidInputError && message.test(error.message),
    )
  refused({ dtype: 'u8' }, [1, 2, 3], /There are 3 numbers; the model "risk" takes 2/)
  refused({ dtype: 'u8' }, [1, 256], /Number 2 is 256/)
  refused({ dtype: 'i32', encoding: 'order' }, [Number.NaN, 1], /Number 1 is NaN/)
  refused({ dtype: 'i32', encoding: 'order' }, [1, 1e39], /Number 2 is 1e\+39/)
  refused({ dtype: 'i32', encoding: { scale: -1, zero: 0 } }, [1, 1], /Number 1 is 1/)
  refused({ dtype: 'f64' }, [1, 1], /the type f64, which no encoding gives/)
})
