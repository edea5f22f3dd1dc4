import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '../bytes/hex.ts'
import { buildTree, treeDepth } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import { openedNode, openingShape, rootNode, type TreeNode } from './opening.ts'

const random = new Random(testSeed('openings'))
const counts = [1, 2, 3, 5, 64, 127, 128, 129, 200, 255, 257, 4096, 16_383, 16_385, 65_536]

test('an opening has seven levels at most, and no nodes beyond the last leaf', () => {
  // 300 leaves: 9 levels. First the 75 nodes of four leaves each, then the leaves under one of them.
  assert.deepEqual(openingShape(300, rootNode(300)), { levels: 7, height: 2, first: 0, real: 75 })
  assert.deepEqual(openingShape(300, { height: 2, index: 74 }), {
    levels: 2,
    height: 0,
    first: 296,
    real: 4,
  })
  assert.deepEqual(openingShape(1, rootNode(1)), { levels: 0, height: 0, first: 0, real: 1 })
})

test('going down anywhere shows every real node once, never padding, and leads back up', async () => {
  const hasher = await treeHasher()
  for (const count of counts) {
    const leaves = Uint8Array.from({ length: count * 32 }, () => random.integer(0, 255))
    const tree = buildTree(hasher, leaves)
    const at = ({ height, index }: TreeNode) =>
      toHex(tree.levels[height]!.subarray(index * 32, index * 32 + 32))
    const target = random.pick([0, count - 1, random.integer(0, count - 1)])
    let node = rootNode(count)
    for (let openings = 1; ; openings++) {
      const shape = openingShape(count, node)
      assert.ok(shape.real >= 1 && shape.real <= 128)
      const nodes = Array.from({ length: shape.real }, (_, i) =>
        at({ height: shape.height, index: shape.first + i }),
      )
      assert.equal(openedNode(hasher, shape, nodes), at(node), `${count} leaves`)
      const changed = nodes.with(random.integer(0, nodes.length - 1), toHex(new Uint8Array(32)))
      assert.notEqual(openedNode(hasher, shape, changed), at(node))
      node = { height: shape.height, index: target >> shape.height }
      if (node.height > 0) continue
      assert.equal(openings, Math.max(1, Math.ceil(treeDepth(count) / 7)))
      break
    }
  }
})
