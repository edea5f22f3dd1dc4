import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSamples } from './readSamples.ts'

test('a sample has a label and one byte per pixel', () => {
  const samples = readSamples([{ label: 7, bytes: btoa('\x00\x7f\xff\x01') }], { size: 4 })
  const pixels = new Uint8Array([0, 127, 255, 1])
  assert.deepEqual(samples, [{ label: 7, pixels }])
  const named = [{ label: 7, name: 'a boat', bytes: btoa('\x00\x7f\xff\x01') }]
  assert.deepEqual(readSamples(named, { size: 4 }), [{ label: 7, name: 'a boat', pixels }])
})

test('leaves out what does not fit', () => {
  const entries = [
    null,
    3,
    { label: 1 },
    { label: 1, bytes: '§' },
    { label: 1, bytes: btoa('abc') },
  ]
  assert.deepEqual(readSamples(entries, { size: 4 }), [])
  assert.deepEqual(readSamples({ label: 7 }, { size: 4 }), [])
})
