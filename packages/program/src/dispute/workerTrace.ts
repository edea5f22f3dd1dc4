import type { Tree } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import type { DisputeTrace } from './disputeTrace.ts'
import type { Opening } from './gameState.ts'
import { openingLevels, openingShape } from './opening.ts'

/**
 * The worker's trace tree as its challenger knows it: what the worker opened, and elsewhere the challenger's own nodes. Left
 * of the first node that differs both have the same, all the way down, so every earlier step's root can be proven.
 */
export async function workerTrace(
  trace: DisputeTrace,
  openings: readonly Opening[],
): Promise<Tree> {
  const hasher = await treeHasher()
  const levels = trace.traceTree.levels.map((nodes) => nodes.slice())
  for (const { tree, node, nodes } of openings) {
    if (tree.kind !== 'trace') continue
    const shape = openingShape(trace.program.steps.length, node)
    for (const [up, opened] of openingLevels(hasher, shape, nodes).entries()) {
      const own = levels[shape.height + up]!
      const from = (shape.first / 2 ** up) * 32
      // The padding is the same in every tree of this size, and stands in none of them.
      own.set(opened.subarray(0, own.length - from), from)
    }
  }
  return { root: levels.at(-1)!, levels }
}
