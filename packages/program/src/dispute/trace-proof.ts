import { toHex } from '../commit/keccak.ts'
import { treeDepth } from '../commit/tree.ts'
import { treeHasher } from '../commit/tree-hasher.ts'
import type { Hex } from '../program.ts'
import type { DisputeTrace } from './dispute-trace.ts'
import type { Opening } from './game-state.ts'
import { openingLevels, openingShape, type TreeNode } from './opening.ts'

/** Nodes of the worker's trace tree, as far as they are known. */
export type TraceNodes = (node: TreeNode) => Promise<Hex>

/**
 * The worker's trace tree as its challenger knows it: what the worker opened, and elsewhere the challenger's own nodes. Left
 * of the first node that differs both have the same, all the way down, so every earlier step's root can be proven.
 */
export async function workerTrace(
  trace: DisputeTrace,
  openings: readonly Opening[],
): Promise<TraceNodes> {
  const hasher = await treeHasher()
  const opened = new Map<string, Hex>()
  for (const { tree, node, nodes } of openings) {
    if (tree.kind !== 'trace') continue
    const shape = openingShape(trace.program.steps.length, node)
    for (const [up, level] of openingLevels(hasher, shape, nodes).entries())
      for (let i = 0; i < level.length / 32; i++)
        opened.set(
          `${shape.height + up}/${shape.first / 2 ** up + i}`,
          toHex(level.subarray(i * 32, i * 32 + 32)),
        )
  }
  return async (node) =>
    opened.get(`${node.height}/${node.index}`) ?? trace.node({ kind: 'trace' }, node)
}

/** The siblings that tie the root of a step's tensor to the root of the trace. */
export async function proveTensorRoot(
  nodes: TraceNodes,
  steps: number,
  step: number,
): Promise<Hex[]> {
  return Promise.all(
    Array.from({ length: treeDepth(steps) }, (_, height) =>
      nodes({ height, index: (step >> height) ^ 1 }),
    ),
  )
}
