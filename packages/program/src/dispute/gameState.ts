import type { Hex } from '../program.ts'
import type { DisputeTree } from './disputeTrace.ts'
import { rootNode, type TreeNode } from './opening.ts'

export type DisputeRole = 'worker' | 'challenger'

/** What the game waits for. The worker opens nodes and shows the page; the challenger picks, and lets the referee judge. */
export type AwaitedMove = 'open' | 'pick' | 'show' | 'judge'

/** A node that the worker opened, and what it said lies below. */
export interface Opening {
  readonly tree: DisputeTree
  readonly node: TreeNode
  /** The real nodes below, in order, without padding. */
  readonly nodes: readonly Hex[]
}

/** A game as the chain holds it, as plain data. */
export interface DisputeGame {
  /** The output root that the worker signed. */
  readonly claimedRoot: Hex
  /** Who has won; undefined while the game is open. */
  readonly winner?: DisputeRole | undefined
  readonly awaits: AwaitedMove
  /** Last second in which the awaited move may come (unix seconds). */
  readonly deadline: number
  readonly tree: DisputeTree
  /** Where the game stands: the node to open, the node that was opened, or the page. */
  readonly node: TreeNode
  /** What the worker says that node is; undefined before it has opened the trace. */
  readonly claimed?: Hex | undefined
  /** Every opening so far, from the root of the trace downward. */
  readonly openings: readonly Opening[]
  /** The page that the worker has shown. */
  readonly page?: Uint8Array | undefined
}

/** Whose move the game waits for. */
export function turnOf(awaits: AwaitedMove): DisputeRole {
  return awaits === 'open' || awaits === 'show' ? 'worker' : 'challenger'
}

/**
 * A game as its challenge leaves it. A program of one step has nothing to open: its tensor is the output.
 *
 * @param parameters.steps how many steps the program has
 */
export function beginGame(parameters: {
  readonly claimedRoot: Hex
  readonly steps: number
  readonly deadline: number
}): DisputeGame {
  const { claimedRoot, steps, deadline } = parameters
  const tree = { kind: 'trace' } as const
  const node = rootNode(steps)
  const game = { claimedRoot, deadline, tree, node }
  return steps === 1
    ? {
        ...game,
        awaits: 'pick',
        claimed: claimedRoot,
        openings: [{ tree, node, nodes: [claimedRoot] }],
      }
    : { ...game, awaits: 'open', openings: [] }
}
