import { bytesPerElement, type Hex } from '../program.ts'
import { buildEvidence } from '../referee/buildEvidence.ts'
import { type DisputeTrace, leafCount } from './disputeTrace.ts'
import { type DisputeGame, type DisputeRole, turnOf } from './gameState.ts'
import { openingShape } from './opening.ts'
import { proveNode, siblings } from './proveNode.ts'
import { workerTrace } from './workerTrace.ts'

/** A move of the game with everything that it must carry. */
export type DisputeMove =
  | {
      readonly kind: 'openTrace'
      /** The real nodes below the root of the trace, in order: the roots of all steps' tensors, where there are at most 128. */
      readonly nodes: readonly Hex[]
      /** Empty where the nodes are the tensors' roots; else, for each output, its tensor's root and its siblings below the nodes. */
      readonly outputProof: readonly Hex[]
    }
  | {
      readonly kind: 'open'
      /** The real nodes below the picked node, in order. */
      readonly nodes: readonly Hex[]
      /** The picked node's siblings up to the root of the trace: in a tensor, first those up to the tensor's root. */
      readonly proof: readonly Hex[]
    }
  | {
      readonly kind: 'pick'
      /** Position among the opened nodes. */
      readonly place: number
    }
  | {
      readonly kind: 'pickStep'
      readonly place: number
      /** The step's index in the program. */
      readonly step: number
      /** Its committed encoding, and the siblings that tie it to the steps' root in the program's header. */
      readonly encoding: Uint8Array
      readonly proof: readonly Hex[]
    }
  | {
      readonly kind: 'show'
      readonly page: Uint8Array
      /** The page's siblings up to the root of its tensor, then those up to the root of the trace. */
      readonly proof: readonly Hex[]
    }
  | {
      readonly kind: 'judge'
      readonly step: number
      readonly encoding: Uint8Array
      readonly page: Uint8Array
      /** Position in the page, and in the whole tensor. */
      readonly place: number
      readonly element: number
      /** What the worker shows there, and what comes out of the step. */
      readonly claimed: number
      readonly computed: number
      /** The pages of the operands that the referee needs, with their proofs. */
      readonly evidence: Uint8Array
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
  const fault = await ownFault(game, trace)
  if (fault) return fault
  const nodes = await trace.open(game.tree, game.node)
  return game.openings.length === 0
    ? { kind: 'openTrace', nodes, outputProof: await proveOutputs(game, trace) }
    : { kind: 'open', nodes, proof: await provePicked(game, trace) }
}

async function showPage(game: DisputeGame, trace: DisputeTrace): Promise<DisputeMove | Rest> {
  const fault = await ownFault(game, trace)
  if (fault) return fault
  const page = trace.page(stepOf(game), game.node.index)
  return { kind: 'show', page, proof: await provePicked(game, trace) }
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
  const place = opening.nodes.findIndex((node, i) => node.toLowerCase() !== own[i])
  if (place < 0) return rest('agrees', 'Every node that the worker opened is as computed here.')
  const { height, first } = openingShape(leafCount(trace.program, opening.tree), opening.node)
  if (game.tree.kind === 'tensor' || height > 0) return { kind: 'pick', place }
  const step = first + place
  const encoding = trace.commitment.steps[step]!
  return { kind: 'pickStep', place, step, encoding, proof: trace.commitment.proveStep(step) }
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
  const place = Math.floor(byte / size)
  const element = (game.node.index * own.length) / size + place
  const read = (bytes: Uint8Array) =>
    size === 4
      ? new DataView(bytes.buffer, bytes.byteOffset).getInt32(4 * place, true)
      : bytes[place]!
  return {
    kind: 'judge',
    step,
    encoding: trace.commitment.steps[step]!,
    page,
    place,
    element,
    claimed: read(page),
    computed: read(own),
    evidence: await buildEvidence({
      program: trace.program,
      input: trace.input,
      trace: trace.tensors,
      stepIndex: step,
      element,
      traceTree: await workerTrace(trace, game.openings),
    }),
  }
}

async function proveOutputs(game: DisputeGame, trace: DisputeTrace): Promise<Hex[]> {
  const { steps, outputs } = trace.program
  const { height } = openingShape(steps.length, game.node)
  if (height === 0) return []
  const proofs = outputs.map(async (step) => [
    trace.roots[step]!,
    ...(await siblings(trace, { kind: 'trace' }, { height: 0, index: step }, height)),
  ])
  return (await Promise.all(proofs)).flat()
}

/** What ties the picked node, or page, to the root of the trace. */
async function provePicked(game: DisputeGame, trace: DisputeTrace): Promise<Hex[]> {
  return proveNode(trace, game.tree, game.node)
}

function stepOf(game: DisputeGame): number {
  if (game.tree.kind !== 'tensor') throw new Error('The game is not in a tensor yet.')
  return game.tree.step
}

function rest(reason: Rest['reason'], detail: string): Rest {
  return { kind: 'none', reason, detail }
}
