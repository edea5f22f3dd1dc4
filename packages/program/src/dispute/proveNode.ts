import type { Hex } from '../program.ts'
import { type DisputeTrace, type DisputeTree, leafCount } from './disputeTrace.ts'
import { rootNode, type TreeNode } from './opening.ts'

/** A node's siblings in its own tree, from its height upward. */
export async function siblings(
  trace: DisputeTrace,
  tree: DisputeTree,
  { height, index }: TreeNode,
  levels: number,
): Promise<Hex[]> {
  return Promise.all(
    Array.from({ length: levels }, (_, up) =>
      trace.node(tree, { height: height + up, index: (index >> up) ^ 1 }),
    ),
  )
}

/** What ties a node to the root of the trace: its siblings in its own tree and, in a tensor, those of its root in the trace. */
export async function proveNode(
  trace: DisputeTrace,
  tree: DisputeTree,
  node: TreeNode,
): Promise<Hex[]> {
  const levels = rootNode(leafCount(trace.program, tree)).height - node.height
  const own = await siblings(trace, tree, node, levels)
  if (tree.kind === 'trace') return own
  return [...own, ...(await proveNode(trace, { kind: 'trace' }, { height: 0, index: tree.step }))]
}
