import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hex } from '../program.ts'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import { type PageProof, provePage, verifyPage } from './pageProof.ts'
import { tensorRoot } from './tensorRoot.ts'

const random = new Random(testSeed('page proofs'))
const lengths = [1, 100, 256, 257, 600, 1024, 1025, 256 * 5, 256 * 8 + 3, 256 * 17]

test('every page of a tensor is proven, for lengths around powers of two', async () => {
  for (const length of lengths) {
    const bytes = random.bytes(length)
    const root = await tensorRoot(bytes)
    for (let index = 0; index < Math.ceil(length / 256); index++)
      assert.equal(await verifyPage(root, length, await provePage(bytes, index)), true)
  }
})

/** Every single change to a valid proof that should make it invalid. */
function* changes(proof: PageProof, pages: number): Generator<PageProof> {
  for (let index = -1; index <= 2 * pages + 1; index++)
    if (index !== proof.index) yield { ...proof, index }
  yield { ...proof, index: proof.index + 0.5 }
  for (let i = 0; i < 256; i++) {
    const page = proof.page.slice()
    page[i]! ^= 1 << (i % 8)
    yield { ...proof, page }
  }
  yield { ...proof, page: proof.page.subarray(0, 255) }
  yield { ...proof, page: Uint8Array.of(...proof.page, 0) }
  const { siblings } = proof
  for (let k = 0; k < siblings.length; k++) {
    const sibling = siblings[k]!
    const changed = `0x${sibling.slice(2, -1)}${sibling.endsWith('0') ? '1' : '0'}` as const
    yield { ...proof, siblings: siblings.with(k, changed) }
    yield { ...proof, siblings: siblings.toSpliced(k, 1) }
    for (const text of [`${sibling}00`, 'pear', '', '0x', `0x${'zz'.repeat(32)}`] as Hex[])
      yield { ...proof, siblings: siblings.with(k, text) }
    if (k > 0 && siblings[k - 1] !== sibling)
      yield { ...proof, siblings: siblings.with(k, siblings[k - 1]!).with(k - 1, sibling) }
  }
  yield { ...proof, siblings: [...siblings, `0x${'00'.repeat(32)}`] }
}

test('every changed index, byte, sibling and length is refused', async () => {
  for (const length of lengths) {
    // Pages that differ, so that a wrong position can't be right by chance.
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 17 + 1) & 255)
    const root = await tensorRoot(bytes)
    const pages = Math.ceil(length / 256)
    for (let index = 0; index < pages; index++) {
      const proof = await provePage(bytes, index)
      for (const changed of changes(proof, pages))
        assert.equal(
          await verifyPage(root, length, changed),
          false,
          `${length} bytes, page ${index}`,
        )
    }
  }
})

test("bytes after the tensor's end are refused, even where the root has them", async () => {
  const bytes = new Uint8Array(512).fill(9)
  const root = await tensorRoot(bytes)
  const proof = await provePage(bytes, 1)
  assert.equal(await verifyPage(root, 512, proof), true)
  for (let length = 257; length < 512; length++)
    assert.equal(await verifyPage(root, length, proof), false)
})

test("another tensor's length has another proof length", async () => {
  const bytes = new Uint8Array(1024).fill(1)
  const root = await tensorRoot(bytes)
  const proof = await provePage(bytes, 0)
  assert.equal(await verifyPage(root, 256 * 5, proof), false)
  assert.equal(await verifyPage(root, 512, proof), false)
})

test('a root that is no 32-byte word is an error, not a wrong proof', async () => {
  const proof = await provePage(Uint8Array.of(1), 0)
  await assert.rejects(verifyPage('0x12', 1, proof), { name: 'InvalidHex', message: /The root/ })
})
