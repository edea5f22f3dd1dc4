import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeccak } from 'hash-wasm'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import { treeHasher } from './treeHasher.ts'

const random = new Random(testSeed('tree hasher'))

/** An implementation that shares no code with ours. */
async function otherKeccak(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const hasher = await createKeccak(256)
  return (bytes) => hasher.init().update(bytes).digest('binary')
}

test('pages and pairs hashed in bulk are the same as one by one', async () => {
  const hasher = await treeHasher()
  const hash = await otherKeccak()
  for (const count of [1, 2, 3, 7, 64, 1023, 1024, 1025, 2600]) {
    const bytes = random.bytes(count * 256)
    const pages = hasher.pages(bytes)
    const pairs = hasher.pairs(bytes.subarray(0, count * 64))
    assert.equal(pages.length, count * 32)
    assert.equal(pairs.length, count * 32)
    for (let i = 0; i < count; i++) {
      const digest = (all: Uint8Array) => all.subarray(i * 32, i * 32 + 32)
      assert.deepEqual(digest(pages), hash(bytes.subarray(i * 256, i * 256 + 256)))
      assert.deepEqual(digest(pairs), hash(bytes.subarray(i * 64, i * 64 + 64)))
    }
  }
})

test('agrees with the other implementation on many random pages', async () => {
  const hasher = await treeHasher()
  const hash = await otherKeccak()
  for (let i = 0; i < 2000; i++) {
    const page = Uint8Array.from({ length: 256 }, () => random.integer(0, 255))
    assert.deepEqual(hasher.pages(page), hash(page))
  }
})

test('a last page that is not full is filled with zeros, whatever was there before', async () => {
  const hasher = await treeHasher()
  const hash = await otherKeccak()
  hasher.pages(new Uint8Array(4096).fill(255))
  for (const length of [1, 100, 255, 257, 300, 511]) {
    const bytes = new Uint8Array(length).fill(7)
    const pages = hasher.pages(bytes)
    const last = new Uint8Array(256)
    last.set(bytes.subarray(Math.floor((length - 1) / 256) * 256))
    assert.deepEqual(pages.subarray(-32), hash(last))
  }
})
