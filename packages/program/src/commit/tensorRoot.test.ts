import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keccak } from 'hash-wasm'
import { Random } from '../testing/random.ts'
import { tensorRoot } from './tensorRoot.ts'

/** The rule as it is written: all pages, all padding, level by level. */
async function plainRoot(bytes: Uint8Array): Promise<string> {
  let level: string[] = []
  for (let at = 0; at < bytes.length; at += 256) {
    const page = new Uint8Array(256)
    page.set(bytes.subarray(at, at + 256))
    level.push(await keccak(page, 256))
  }
  while ((level.length & (level.length - 1)) !== 0) level.push('00'.repeat(32))
  while (level.length > 1) {
    const above: string[] = []
    for (let i = 0; i < level.length; i += 2)
      above.push(await keccak(Buffer.from(`${level[i]}${level[i + 1]}`, 'hex'), 256))
    level = above
  }
  return `0x${level[0]}`
}

test('a root is what the definition gives, written down plainly', async () => {
  const random = new Random(1)
  for (const length of [1, 255, 256, 257, 511, 512, 513, 768, 769, 1280, 2049, 5000, 20_000]) {
    const bytes = random.bytes(length)
    assert.equal(await tensorRoot(bytes), await plainRoot(bytes), `${length} bytes`)
  }
})

test('one page is its own hash', async () => {
  const page = new Uint8Array(256)
  page[0] = 7
  assert.equal(await tensorRoot(Uint8Array.of(7)), `0x${await keccak(page, 256)}`)
})

test('no bytes have no root', async () => {
  await assert.rejects(tensorRoot(new Uint8Array(0)), { name: 'EmptyTensor' })
})

test('roots computed at the same time do not disturb each other', async () => {
  const random = new Random(2)
  const tensors = Array.from({ length: 20 }, () => random.bytes(random.integer(1, 3000)))
  const roots = await Promise.all(tensors.map(tensorRoot))
  assert.deepEqual(roots, await Promise.all(tensors.map(plainRoot)))
})
