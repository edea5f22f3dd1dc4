import { bytesPerElement, type Hex } from '../program.ts'
import { type DisputeTrace, leafCount } from './dispute-trace.ts'
import { type DisputeGame, type DisputeRole, turnOf } from './game-state.ts'
import { openingShape } from './opening.ts'
import { proveTensorRoot, type TraceNodes, workerTrace } from './trace-proof.ts'

/** The root of one of the program's outputs, tied to the root of the trace. */
export interface ProvenRoot {
  readonly step: number
  readonly root: Hex
  readonly siblings: readonly Hex[]
}

/** A move of the game with everything that it must carry. */
export type DisputeMove =
  | {
      readonly kind: 'open'
      /** The real nodes below the node in question, in order. */
      readonly nodes: readonly Hex[]
      /** In the first opening: the outputs' roots in the program's order, tied to the root of the trace. */
      readonly outputs?: readonly ProvenRoot[]
    }
  | {
      readonly kind: 'pick'
      /** Position among the opened nodes. */
      readonly child: number
    }
  | {
      readonly kind: 'pickStep'
      readonly child: number
      /** The step's index in the program. */
      readonly step: number
      /** Its committed encoding, and the siblings that tie it to the steps' root in the program's header. */
      readonly encoding: Uint8Array
      readonly siblings: readonly Hex[]
    }
  | { readonly kind: 'show'; readonly page: Uint8Array }
  | {
      readonly kind: 'judge'
      readonly step: number
      readonly encoding: Uint8Array
      readonly siblings: readonly Hex[]
      /** Position in the page, and in the whole tensor. */
      readonly elementInPage: number
      readonly element: number
      /** What the worker shows there, and what comes out of the step. */
      readonly claimed: number
      readonly computed: number
      /** The worker's trace tree, for proofs of the operands' roots. */
      readonly traceNodes: TraceNodes
    }
  | { readonly kind: 'timeout' }

/** Why a side makes no move. */
export type Rest = {
  readonly kind: 'none'
  readonly reason: /** The game has ended. */
    | 'over'
    /** The other side has time left. */
    | 'not-my-turn'
    /** This side's time is over. */
    | 'late'
    /** What the worker shows is what this challenger computed: there is nothing to say. */
    | 'agrees'
    /** The worker's own computation does not give what it signed: its hardware, its program or its input was wrong. */
    | 'fault'
  readonly detail: string
}

/**
 * Decides a side's next move from the game's state and what the side computed itself. Pure: the same state gives the same move,
 * so it may be asked again after every block and every restart.
 *
 * @param parameters.now the time that the next block has at least (unix seconds)
 * @param parameters.trace the side's own computation; only asked for when it is the side's turn
 */
export async function nextMove(parameters: {
  readonly game: DisputeGame
  readonly role: DisputeRole
  readonly now: number
  readonly trace: () => Promise<DisputeTrace>
}): Promise<DisputeMove | Rest> {
  const { game, role, now } = parameters
  if (game.winner !== undefined) return rest('over', `The ${game.winner} has won.`)
  const late = now > game.deadline
  if (turnOf(game.awaits) !== role) {
    if (late) return { kind: 'timeout' }
    return rest('not-my-turn', `It is the other side's turn until ${game.deadline}.`)
  }
  if (late) return rest('late', `The move was due by ${game.deadline}.`)
  const trace = await parameters.trace()
  switch (game.awaits) {
    case 'open':
      return openNode(game, trace)
    case 'pick':
      return pickChild(game, trace)
    case 'show':
      return showPage(game, trace)
    case 'judge':
      return judgeElement(game, trace)
  }
}

async function openNode(game: DisputeGame, trace: DisputeTrace): Promise<DisputeMove | Rest> {
  const { tree, node } = game
  const fault = await ownFault(game, trace)
  if (fault) return fault
  const nodes = await trace.open(tree, node)
  const isFirst = tree.kind === 'trace' && game.claimed === undefined
  return isFirst
    ? { kind: 'open', nodes, outputs: await proveOutputs(trace) }
    : { kind: 'open', nodes }
}

async function showPage(game: DisputeGame, trace: DisputeTrace): Promise<DisputeMove | Rest> {
  const fault = await ownFault(game, trace)
  return fault ?? { kind: 'show', page: trace.page(stepOf(game), game.node.index) }
}

/** A worker whose own result is not what it signed has nothing to show that the game would take. */
async function ownFault(game: DisputeGame, trace: DisputeTrace): Promise<Rest | undefined> {
  const own = game.claimed === undefined ? trace.outputRoot : await trace.node(game.tree, game.node)
  const claimed = game.claimed ?? game.claimedRoot
  if (own.toLowerCase() === claimed.toLowerCase()) return undefined
  return rest(
    'fault',
    game.claimed === undefined
      ? `The worker signed the output root ${claimed}, but computes ${own} now.`
      : `The worker has shown ${claimed} for a node of the ${game.tree.kind}, but computes ${own} now.`,
  )
}

async function pickChild(game: DisputeGame, trace: DisputeTrace): Promise<DisputeMove | Rest> {
  const opening = game.openings.at(-1)
  if (opening === undefined) throw new Error('The game waits for a pick, but nothing was opened.')
  const own = await trace.open(opening.tree, opening.node)
  const child = opening.nodes.findIndex((node, i) => node.toLowerCase() !== own[i])
  if (child < 0) return rest('agrees', 'Every node that the worker opened is as computed here.')
  const { height, first } = openingShape(leafCount(trace.program, opening.tree), opening.node)
  if (game.tree.kind === 'tensor' || height > 0) return { kind: 'pick', child }
  const step = first + child
  return { kind: 'pickStep', child, step, ...encodedStep(trace, step) }
}

async function judgeElement(game: DisputeGame, trace: DisputeTrace): Promise<DisputeMove | Rest> {
  const { page } = game
  if (page === undefined) throw new Error('The game waits for a judgement, but no page was shown.')
  const step = stepOf(game)
  const own = trace.page(step, game.node.index)
  const byte = own.findIndex((value, i) => value !== page[i])
  if (byte < 0) return rest('agrees', 'The page that the worker shows is as computed here.')
  const { dtype } = trace.program.steps[step]!.output
  const size = bytesPerElement[dtype]
  const elementInPage = Math.floor(byte / size)
  const element = (game.node.index * own.length) / size + elementInPage
  const read = (bytes: Uint8Array) =>
    size === 4
      ? new DataView(bytes.buffer, bytes.byteOffset).getInt32(4 * elementInPage, true)
      : bytes[elementInPage]!
  return {
    kind: 'judge',
    step,
    ...encodedStep(trace, step),
    elementInPage,
    element,
    claimed: read(page),
    computed: read(own),
    traceNodes: await workerTrace(trace, game.openings),
  }
}

async function proveOutputs(trace: DisputeTrace): Promise<ProvenRoot[]> {
  const { steps, outputs } = trace.program
  const nodes: TraceNodes = (node) => trace.node({ kind: 'trace' }, node)
  return Promise.all(
    outputs.map(async (step) => ({
      step,
      root: await nodes({ height: 0, index: step }),
      siblings: await proveTensorRoot(nodes, steps.length, step),
    })),
  )
}

function encodedStep(trace: DisputeTrace, step: number) {
  return { encoding: trace.commitment.steps[step]!, siblings: trace.commitment.proveStep(step) }
}

function stepOf(game: DisputeGame): number {
  if (game.tree.kind !== 'tensor') throw new Error('The game is not in a tensor yet.')
  return game.tree.step
}

function rest(reason: Rest['reason'], detail: string): Rest {
  return { kind: 'none', reason, detail }
}
