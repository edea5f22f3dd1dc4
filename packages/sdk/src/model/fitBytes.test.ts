import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PAGE_BYTES, tensorRoot } from '@assay/program'
import { fitBytes } from './fitBytes.ts'

const LENGTH = PAGE_BYTES + 40
const canonical = new Uint8Array(LENGTH).fill(7)
/** One that ends in zeros itself. */
const ending = new Uint8Array(LENGTH).fill(7, 0, LENGTH - 3)

function lengthened(bytes: Uint8Array, length: number): Uint8Array {
  const longer = new Uint8Array(length)
  longer.set(bytes)
  return longer
}

test('bytes of the right length are returned as they are', () => {
  assert.equal(fitBytes(canonical, LENGTH), canonical)
})

test('zeros that fill the last page are cut', async () => {
  for (const length of [LENGTH + 1, 2 * PAGE_BYTES]) {
    const submitted = lengthened(canonical, length)
    assert.equal(await tensorRoot(submitted), await tensorRoot(canonical))
    assert.deepEqual(fitBytes(submitted, LENGTH), canonical)
  }
})

test('zeros that were left out come back', async () => {
  const submitted = ending.subarray(0, LENGTH - 3)
  assert.equal(await tensorRoot(submitted), await tensorRoot(ending))
  assert.deepEqual(fitBytes(submitted, LENGTH), ending)
})

test('nothing but zeros is cut', () => {
  const submitted = lengthened(canonical, LENGTH + 2)
  submitted[LENGTH + 1] = 1
  assert.equal(fitBytes(submitted, LENGTH), undefined)
})

test('another number of pages is something else', () => {
  assert.equal(fitBytes(lengthened(canonical, 2 * PAGE_BYTES + 1), LENGTH), undefined)
  assert.equal(fitBytes(ending.subarray(0, PAGE_BYTES), LENGTH), undefined)
  assert.equal(fitBytes(new Uint8Array(), 1), undefined)
})
