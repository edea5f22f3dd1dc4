import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PAGE_BYTES, tensorRoot } from '@assay/program'
import { bytesToHex } from 'viem'
import { fetchInput } from './fetchInput.ts'

const LENGTH = PAGE_BYTES + 40
const MOST = 2 * PAGE_BYTES
/** A model's input that ends in three zeros. */
const canonical = new Uint8Array(LENGTH).fill(7, 0, LENGTH - 3)
const inputRoot = await tensorRoot(canonical)

function ofLength(length: number, change: (bytes: Uint8Array) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(canonical.subarray(0, length))
  change(bytes)
  return bytes
}

/** What a job comes to whose bytes stand on chain like this. */
function inline(bytes: Uint8Array) {
  const input = { data: bytesToHex(bytes), uris: [] }
  return fetchInput({ input, inputRoot, inputBytes: LENGTH, maxBytes: MOST, timeout: 1_000 })
}

/** What it comes to where an address serves them. */
function served(bytes: Uint8Array) {
  const uri = `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`
  const input = { data: '0x', uris: [uri] } as const
  return fetchInput({ input, inputRoot, inputBytes: LENGTH, maxBytes: MOST, timeout: 10_000 })
}

test('an input of the right length is taken, inline and from an address', async () => {
  assert.deepEqual(await inline(canonical), { bytes: canonical })
  assert.deepEqual(await served(canonical), { bytes: canonical })
})

test('zeros that a stranger added to the last page do not keep a job from being done', async () => {
  for (const length of [LENGTH + 1, MOST]) {
    assert.deepEqual(await inline(ofLength(length)), { bytes: canonical })
    assert.deepEqual(await served(ofLength(length)), { bytes: canonical })
  }
})

test('nor do zeros that a stranger left out', async () => {
  assert.deepEqual(await inline(ofLength(LENGTH - 1)), { bytes: canonical })
  assert.deepEqual(await served(ofLength(LENGTH - 3)), { bytes: canonical })
})

test('a page more does not fit', async () => {
  const result = await inline(ofLength(MOST + 1))
  assert.deepEqual(result, {
    unusable: 'input-does-not-fit',
    detail: `the input has ${MOST + 1} bytes, the model takes ${LENGTH}`,
  })
  const elsewhere = await served(ofLength(MOST + 1))
  assert.ok('unusable' in elsewhere && elsewhere.unusable === 'input-unavailable')
  assert.match(elsewhere.detail, /holds more than the 512 bytes/)
})

test('an excess of other than zeros does not fit', async () => {
  const result = await inline(ofLength(LENGTH + 2, (bytes) => bytes.fill(1, LENGTH + 1)))
  assert.ok('unusable' in result && result.unusable === 'input-does-not-fit')
})

test('other than zeros left out shows in the root', async () => {
  const result = await inline(ofLength(LENGTH - 4))
  assert.ok('unusable' in result && result.unusable === 'input-root-mismatch')
  const actual = await tensorRoot(ofLength(LENGTH, (bytes) => bytes.fill(0, LENGTH - 4)))
  assert.equal(result.detail, `the bytes have the root ${actual}`)
})
