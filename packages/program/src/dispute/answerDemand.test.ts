import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex } from '../bytes/hex.ts'
import { keccak } from '../commit/keccak.ts'
import { outputRoot } from '../commit/outputRoot.ts'
import { treeDepth } from '../commit/tree.ts'
import type { Hex } from '../program.ts'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import { answerDemand } from './answerDemand.ts'

const random = new Random(testSeed('answers to demands'))

test('pages and proof lead to the root, as the contract recomputes it', async () => {
  const hash = await keccak()
  const pair = (left: Hex, right: Hex) =>
    toHex(hash(Uint8Array.of(...fromHex(left), ...fromHex(right))))
  for (let i = 0; i < 60; i++) {
    const tensors = Array.from({ length: random.integer(1, 4) }, () =>
      random.bytes(random.integer(1, 256 * 20)),
    )
    const position = random.integer(0, tensors.length - 1)
    const total = Math.ceil(tensors[position]!.length / 256)
    const first = random.integer(0, total - 1)
    const count = random.integer(1, total - first)
    const { pages, proof } = await answerDemand({ tensors, position, first, count })
    assert.equal(pages.length, count * 256)
    const rest = [...proof]
    let nodes = Array.from({ length: count }, (_, page) =>
      toHex(hash(pages.subarray(page * 256, page * 256 + 256))),
    )
    let at = first
    for (let height = 0; height < treeDepth(total); height++) {
      if (at % 2 === 1) nodes = [rest.shift()!, ...nodes]
      if (nodes.length % 2 === 1) nodes.push(rest.shift()!)
      nodes = nodes.filter((_, k) => k % 2 === 0).map((left, k) => pair(left, nodes[2 * k + 1]!))
      at >>= 1
    }
    let node = nodes[0]!
    for (let height = 0; height < treeDepth(tensors.length); height++) {
      const sibling = rest.shift()!
      node = (position >> height) % 2 === 0 ? pair(node, sibling) : pair(sibling, node)
    }
    assert.deepEqual(rest, [])
    const all = Uint8Array.from(tensors.flatMap((tensor) => [...tensor]))
    assert.equal(
      node,
      await outputRoot(
        all,
        tensors.map(({ length }) => length),
      ),
    )
  }
})

test('pages that are not there are refused', async () => {
  const tensors = [new Uint8Array(300)]
  for (const [first, count] of [
    [0, 3],
    [2, 1],
    [0, 0],
    [-1, 1],
  ] as const)
    await assert.rejects(answerDemand({ tensors, position: 0, first, count }), /tensor of 2/)
})
