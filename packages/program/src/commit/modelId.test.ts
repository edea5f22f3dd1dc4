import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex } from '../bytes/hex.ts'
import { keccak } from './keccak.ts'
import { modelId, PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from './modelId.ts'

test('a model’s id is the hash of its profile and its root', async () => {
  const hash = await keccak()
  const root = toHex(hash(Uint8Array.of(1)))
  const expected = toHex(hash(Uint8Array.of(...fromHex(PROFILE_EXACT), ...fromHex(root))))
  assert.equal(await modelId(PROFILE_EXACT, root), expected)
})

test('the profiles are the hashes of their names', async () => {
  const hash = await keccak()
  const profile = (name: string) => toHex(hash(new TextEncoder().encode(name)))
  assert.equal(PROFILE_EXACT, profile('assay.exact.2'))
  assert.equal(PROFILE_REPLICABLE, profile('assay.replicable.1'))
  assert.equal(PROFILE_NATIVE, profile('assay.native.1'))
})

test('a root that is not a 32-byte word is refused', async () => {
  for (const word of ['0x1234', 'pear', `0x${'g'.repeat(64)}`, '', undefined] as `0x${string}`[]) {
    await assert.rejects(modelId(PROFILE_EXACT, word), { name: 'InvalidHex', message: /The root/ })
    await assert.rejects(modelId(word, PROFILE_EXACT), { name: 'InvalidHex', message: /profile/ })
  }
})
