import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeccak } from 'hash-wasm'
import { fromHex, toHex } from '../bytes/hex.ts'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import { keccak } from './keccak.ts'
import { treeHasher } from './treeHasher.ts'

test('the empty text and “abc” have their published digests', async () => {
  const hash = await keccak()
  const known = [
    ['', '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    ['abc', '0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  ] as const
  for (const [text, digest] of known)
    assert.equal(toHex(hash(new TextEncoder().encode(text))), digest)
})

test('messages of every length are hashed as another implementation does, whatever was hashed before', async () => {
  const random = new Random(testSeed('keccak'))
  const hash = await keccak()
  const hasher = await treeHasher()
  const other = await createKeccak(256)
  for (let length = 0; length <= 3 * 136 + 1; length++) {
    const bytes = random.bytes(length)
    hasher.pages(random.bytes(300))
    assert.deepEqual(hash(bytes), other.init().update(bytes).digest('binary'), `${length} bytes`)
  }
  const long = random.bytes(100_001)
  assert.deepEqual(hash(long), other.init().update(long).digest('binary'))
})

test('hex goes to bytes and back; anything else is refused', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  assert.deepEqual(fromHex(toHex(bytes)), bytes)
  for (const text of ['0x1', '12', '0xgg', '', undefined])
    assert.throws(() => fromHex(text as `0x${string}`), { name: 'InvalidHex' })
})
