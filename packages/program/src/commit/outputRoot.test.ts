import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex } from '../bytes/hex.ts'
import type { Hex } from '../program.ts'
import { keccak } from './keccak.ts'
import { outputRoot } from './outputRoot.ts'
import { tensorRoot } from './tensorRoot.ts'

const bytes = Uint8Array.from({ length: 700 }, (_, i) => i & 255)

test('one output has the root of its tensor', async () => {
  assert.equal(await outputRoot(bytes, [700]), await tensorRoot(bytes))
})

test('several outputs are a tree over their roots, padded with zeros', async () => {
  const [a, b, c] = await Promise.all([
    tensorRoot(bytes.subarray(0, 300)),
    tensorRoot(bytes.subarray(300, 310)),
    tensorRoot(bytes.subarray(310)),
  ])
  const hash = await keccak()
  const node = (left: Hex, right: Hex) => toHex(hash(fromHex(`${left}${right.slice(2)}` as Hex)))
  const expected = node(node(a, b), node(c, `0x${'00'.repeat(32)}`))
  assert.equal(await outputRoot(bytes, [300, 10, 390]), expected)
})

test('lengths that do not add up are refused', async () => {
  await assert.rejects(outputRoot(bytes, [300, 10]), { name: 'InvalidInput' })
  await assert.rejects(outputRoot(bytes, []), { name: 'InvalidInput' })
})
