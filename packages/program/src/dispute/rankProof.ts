import { toHex } from '../bytes/hex.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { bytesPerElement, type Hex } from '../program.ts'
import { type DisputeTrace, type DisputeTree, leafCount } from './disputeTrace.ts'
import type { DisputeGame } from './gameState.ts'
import { openingLevels, openingShape, rootNode, type TreeNode } from './opening.ts'
import { proveNode } from './proveNode.ts'

/** A page of a tensor, and what ties it to the root of a trace. */
export interface ProvenPage {
  readonly page: Uint8Array
  readonly proof: readonly Hex[]
}

/** What shows that a challenger had computed the disputed element itself before it challenged. */
export interface RankProof {
  /** The element's place in the page: the first that differs. */
  readonly place: number
  /** The worker's page in the worker's trace. */
  readonly shown: ProvenPage
  /** The challenger's page in its own trace. */
  readonly own: ProvenPage
}

/**
 * What `rank` takes, once the worker has shown its page and the challenger has not had it judged.
 *
 * @param trace the challenger's own computation, whose root it committed to
 * @returns undefined where the game is not that far, or the page is as computed here
 */
export async function rankProof(
  game: DisputeGame,
  trace: DisputeTrace,
): Promise<RankProof | undefined> {
  const { page, tree, node } = game
  if (game.awaits !== 'judge' || page === undefined || tree.kind !== 'tensor') return undefined
  const own = trace.page(tree.step, node.index)
  const byte = own.findIndex((value, i) => value !== page[i])
  if (byte < 0) return undefined
  const { dtype } = trace.program.steps[tree.step]!.output
  const above = await openedSiblings(game, trace, tree, node)
  const onward = await openedSiblings(
    game,
    trace,
    { kind: 'trace' },
    { height: 0, index: tree.step },
  )
  return {
    place: Math.floor(byte / bytesPerElement[dtype]),
    shown: { page, proof: [...above, ...onward] },
    own: { page: own, proof: await proveNode(trace, tree, node) },
  }
}

/** A node's siblings up to the root of its tree, as the worker opened them on the way down. */
async function openedSiblings(
  { openings }: DisputeGame,
  { program }: DisputeTrace,
  tree: DisputeTree,
  { height, index }: TreeNode,
): Promise<Hex[]> {
  const hasher = await treeHasher()
  const count = leafCount(program, tree)
  const ofTree = openings.filter(({ tree: other }) => isSameTree(tree, other))
  const found: Hex[] = []
  for (let at = height; at < rootNode(count).height; at++) {
    const opening = ofTree.find(({ node }) => {
      const shape = openingShape(count, node)
      return (
        shape.height <= at && at < node.height && index >> (node.height - height) === node.index
      )
    })
    if (opening === undefined)
      throw new Error(`Nothing was opened at height ${at} of the ${tree.kind}.`)
    const shape = openingShape(count, opening.node)
    const level = openingLevels(hasher, shape, opening.nodes)[at - shape.height]!
    const place = ((index >> (at - height)) ^ 1) - shape.first / 2 ** (at - shape.height)
    found.push(toHex(level.subarray(place * 32, place * 32 + 32)))
  }
  return found
}

function isSameTree(a: DisputeTree, b: DisputeTree): boolean {
  return a.kind === 'trace' ? b.kind === 'trace' : b.kind === 'tensor' && a.step === b.step
}
