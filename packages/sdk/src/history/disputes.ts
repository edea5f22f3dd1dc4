import {
  type AwaitedMove,
  beginGame,
  type DisputeRole,
  openingShape,
  pageCount,
  rootNode,
  turnOf,
} from '@assay/program'
import { disputeGameAbi, type GameState, gameStates } from '@assay/protocol'
import { type Hex, hexToBytes } from 'viem'
import { eventsOf, type LogOf } from '../logs.ts'
import type { Dispute, DisputeStep } from '../types/dispute.ts'

/** The event with which a game begins: its indexed parameters are the game, the job and the worker. */
export const GAME_OPENED = eventsOf(disputeGameAbi, 'GameOpened')

/** Every event that belongs to a game, which is the first indexed parameter. */
export const GAME_EVENTS = eventsOf(
  disputeGameAbi,
  'GameOpened',
  'TraceOpened',
  'NodesOpened',
  'NodePicked',
  'StepPicked',
  'OpeningReused',
  'PageShown',
  'ChallengeRanked',
  'ElementJudged',
  'GameEnded',
)

/** A log of an event that belongs to a game. */
export type GameLog = LogOf<typeof GAME_EVENTS>

/** Where a game stands: what it waits for, or who has won it. */
export type GameStanding =
  | { awaits: AwaitedMove; winner?: undefined }
  | { awaits?: undefined; winner: DisputeRole }

const STANDINGS: Partial<Record<GameState, GameStanding>> = {
  traceOpen: { awaits: 'open' },
  nodePick: { awaits: 'pick' },
  nodeOpen: { awaits: 'open' },
  stepPick: { awaits: 'pick' },
  pageShow: { awaits: 'show' },
  judgement: { awaits: 'judge' },
  workerWon: { winner: 'worker' },
  challengerWon: { winner: 'challenger' },
}

/** What a game's state in the contract means; undefined where there is no such game. */
export function gameStanding(state: number): GameStanding | undefined {
  return STANDINGS[gameStates[state] ?? 'none']
}

/**
 * Tells games from their events, which carry everything but the number of the program's steps.
 *
 * @param logs the dispute's logs in the chain's order
 * @param steps how many steps the program of a claim has
 * @param timestamp the time of a block (unix seconds)
 * @returns games whose beginning is among the logs, in the order of their numbers
 */
export function disputesFromLogs(
  logs: readonly GameLog[],
  steps: (claim: Hex) => number,
  timestamp: (blockNumber: bigint) => number,
): Dispute[] {
  const games = new Map<bigint, Dispute>()
  /** What was opened in a claim's trace, by its place: it is the same in every game of the claim. */
  const shown = new Map<string, Shown>()
  for (const event of logs) {
    if (event.eventName === 'GameOpened') {
      const { game, claim, job, model, worker, challenger } = event.args
      const { inputRoot, outputRoot, bond } = event.args
      const since = event.blockNumber
      const count = steps(claim)
      const dispute: Dispute = {
        ...{ game, claim, job, model, worker, challenger, inputRoot, outputRoot, bond, since },
        state: 'open',
        path: { steps: count },
        position: beginGame({ claimedRoot: outputRoot, steps: count, deadline: 0 }),
        moves: [step('challenged', 'challenger', event)],
      }
      expect(dispute, event.args)
      games.set(game, dispute)
      continue
    }
    const dispute = games.get(event.args.game)
    if (dispute === undefined) continue
    const { path, position } = dispute
    switch (event.eventName) {
      case 'TraceOpened': {
        const { traceRoot, nodes } = event.args
        opened(dispute, { nodes, traceRoot }, 'trace-opened', event)
        break
      }
      case 'NodesOpened': {
        opened(dispute, { nodes: event.args.nodes }, 'nodes-opened', event)
        break
      }
      case 'NodePicked': {
        const node = { height: Number(event.args.level), index: Number(event.args.index) }
        const claimed = pickedNode(dispute, node.index)
        dispute.position = { ...position, node, claimed }
        expect(dispute, event.args)
        if (dispute.position.awaits === 'show') path.page = { index: node.index, hash: claimed }
        dispute.moves.push(step('node-picked', 'challenger', event))
        break
      }
      case 'StepPicked': {
        const index = Number(event.args.stepIndex)
        const byteLength = Number(event.args.byteLength)
        const root = pickedNode(dispute, index)
        const node = rootNode(pageCount(byteLength))
        path.step = {
          index,
          encoding: event.args.step,
          root,
          byteLength,
          elementBytes: Number(event.args.elementBytes),
        }
        dispute.position = {
          ...position,
          tree: { kind: 'tensor', step: index },
          node,
          claimed: root,
        }
        expect(dispute, event.args)
        if (dispute.position.awaits === 'show') path.page = { index: 0, hash: root }
        dispute.moves.push(step('step-picked', 'challenger', event))
        break
      }
      case 'PageShown': {
        opened(dispute, { page: event.args.page }, 'page-shown', event)
        break
      }
      case 'OpeningReused': {
        const known = shown.get(placeOf(dispute))
        if (known === undefined) {
          throw new RangeError(
            `Game ${dispute.game} goes on with what game ${event.args.openedIn} opened, whose events are missing.`,
          )
        }
        opened(dispute, known, 'opening-reused', event)
        break
      }
      case 'ChallengeRanked': {
        const { since, element, value } = event.args
        dispute.ranked = { since, element, value }
        break
      }
      case 'ElementJudged': {
        const { element, claimed, actual } = event.args
        const perPage = 256 / (path.step?.elementBytes ?? 1)
        const index = Number(element)
        path.element = { index, place: index % perPage, claimed, actual }
        dispute.moves.push(step('element-judged', 'challenger', event))
        break
      }
      case 'GameEnded': {
        const workerWon = gameStanding(event.args.state)?.winner === 'worker'
        dispute.state = workerWon ? 'worker-won' : 'challenger-won'
        dispute.bondTo = event.args.paid
        dispute.position = {
          ...dispute.position,
          winner: workerWon ? 'worker' : 'challenger',
        }
        delete dispute.turn
        delete dispute.deadline
        if (dispute.moves.at(-1)?.kind !== 'element-judged')
          dispute.moves.push(step('timed-out', workerWon ? 'challenger' : 'worker', event))
        break
      }
    }
  }
  return [...games.values()]

  /** What the worker has shown at the place that the game has reached, itself or in another game of the claim. */
  function opened(
    dispute: Dispute,
    opening: Shown,
    kind: DisputeStep['kind'],
    event: GameLog & { args: Next },
  ): void {
    shown.set(placeOf(dispute), opening)
    takeOpening(dispute, opening)
    expect(dispute, event.args)
    dispute.moves.push(step(kind, 'worker', event))
  }

  function step(
    kind: DisputeStep['kind'],
    by: DisputeStep['by'],
    { blockNumber, logIndex, transactionHash }: GameLog,
  ): DisputeStep {
    return {
      kind,
      by,
      transactionHash,
      blockNumber,
      logIndex,
      timestamp: timestamp(blockNumber),
    }
  }
}

/** What the worker opened at one place of a claim's trace. */
type Shown = { readonly nodes: readonly Hex[]; readonly traceRoot?: Hex } | { readonly page: Hex }

/** What an event says of the game that it leaves behind: its state, and until when the next move may come. */
type Next = { readonly state: number; readonly deadline: bigint }

/** The place in the claim's trace at which a game stands. */
function placeOf({ claim, position: { tree, node } }: Dispute): string {
  return [claim, tree.kind === 'trace' ? 'trace' : tree.step, node.height, node.index].join(' ')
}

/** Records what lies at the place that a game has reached. */
function takeOpening(dispute: Dispute, opening: Shown): void {
  const { position, path } = dispute
  if ('page' in opening) {
    const { page } = opening
    path.page = { index: position.node.index, hash: position.claimed ?? '0x', bytes: page }
    dispute.position = { ...position, page: hexToBytes(page) }
    return
  }
  const { nodes, traceRoot } = opening
  const opened = { tree: position.tree, node: position.node, nodes }
  dispute.position = { ...position, openings: [...position.openings, opened] }
  if (traceRoot === undefined) return
  path.traceRoot = traceRoot
  dispute.position = { ...dispute.position, claimed: traceRoot }
}

/** Records what the game waits for after an event. */
function expect(dispute: Dispute, after: Next): void {
  const awaits = gameStanding(after.state)?.awaits
  if (awaits === undefined) return
  const deadline = Number(after.deadline)
  dispute.position = { ...dispute.position, awaits, deadline }
  dispute.turn = turnOf(awaits)
  dispute.deadline = deadline
}

/** What the worker had opened at a place of its level. */
function pickedNode(dispute: Dispute, index: number): Hex {
  const opening = dispute.position.openings.at(-1)
  if (opening === undefined) throw new RangeError(`Game ${dispute.game} picked before it opened.`)
  const { first } = openingShape(leavesOf(dispute), opening.node)
  const node = opening.nodes[index - first]
  if (node === undefined) throw new RangeError(`Game ${dispute.game} has no node ${index}.`)
  return node
}

function leavesOf({ position, path }: Dispute): number {
  if (position.tree.kind === 'trace') return path.steps
  return pageCount(path.step?.byteLength ?? 1)
}
