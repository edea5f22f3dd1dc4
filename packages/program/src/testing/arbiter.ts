import { fromHex, toHex } from '../bytes/hex.ts'
import { keccak } from '../commit/keccak.ts'
import { buildTree, rootFromProof } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { type DisputeTrace, leafCount } from '../dispute/disputeTrace.ts'
import { beginGame, type DisputeGame, type DisputeRole } from '../dispute/gameState.ts'
import { type DisputeMove, nextMove } from '../dispute/nextMove.ts'
import { type OpeningShape, openedNode, openingShape, rootNode } from '../dispute/opening.ts'
import { verifyStep } from '../format/programRoot.ts'
import { byteLength, bytesPerElement, type Hex, type Program } from '../program.ts'
import { buildEvidence } from '../referee/buildEvidence.ts'

/** Seconds that each move has in games without a chain. */
const MOVE_TIME = 60

/** The rules of the game without a chain: takes moves, refuses wrong ones, and says who has won. */
export class Arbiter {
  game: DisputeGame
  now = 0
  /** What an honest trace gives: stands in for the referee, which the operands' bytes are shown to. */
  readonly #program: Program
  readonly #honest: DisputeTrace
  readonly #worker: DisputeTrace

  /** @param worker what the worker opens: evidence has to lead there */
  constructor(honest: DisputeTrace, worker: DisputeTrace) {
    this.#honest = honest
    this.#program = honest.program
    this.#worker = worker
    this.game = beginGame({
      claimedRoot: worker.outputRoot,
      steps: honest.program.steps.length,
      deadline: MOVE_TIME,
    })
  }

  /** @throws Error where the rules don't take the move */
  async take(role: DisputeRole, move: DisputeMove): Promise<void> {
    const { game } = this
    if (game.winner) throw new Error('the game is over')
    if (move.kind === 'timeout') {
      if (this.now <= game.deadline) throw new Error('too early')
      const loser = game.awaits === 'open' || game.awaits === 'show' ? 'worker' : 'challenger'
      this.game = { ...game, winner: loser === 'worker' ? 'challenger' : 'worker' }
      return
    }
    if (this.now > game.deadline) throw new Error('too late')
    const workers = ['openTrace', 'open', 'show'].includes(move.kind)
    if (workers !== (role === 'worker')) throw new Error('not this side')
    const awaited =
      move.kind === 'pickStep' ? 'pick' : move.kind === 'openTrace' ? 'open' : move.kind
    if (awaited !== game.awaits) throw new Error(`the game waits for ${game.awaits}`)
    if (move.kind === 'openTrace' || move.kind === 'open') await this.#open(move)
    else if (move.kind === 'show') await this.#show(move)
    else if (move.kind === 'judge') await this.#judge(move)
    else await this.#pick(move)
    if (!this.game.winner) this.game = { ...this.game, deadline: this.now + MOVE_TIME }
  }

  async #open(move: DisputeMove & { kind: 'openTrace' | 'open' }): Promise<void> {
    const { game } = this
    const hasher = await treeHasher()
    const shape = openingShape(leafCount(this.#program, game.tree), game.node)
    if (move.nodes.length !== shape.real) throw new Error('wrong number of nodes')
    const node = openedNode(hasher, shape, move.nodes)
    if ((move.kind === 'openTrace') !== (game.openings.length === 0)) throw new Error('which tree?')
    if (move.kind === 'openTrace') {
      await this.#checkOutputs(shape, move)
    } else {
      await this.#checkPicked(node, move.proof)
    }
    const openings = [...game.openings, { tree: game.tree, node: game.node, nodes: move.nodes }]
    this.game = { ...game, awaits: 'pick', claimed: node, openings }
  }

  /** What is shown must be the picked node: its siblings lead up to the root of the trace. */
  async #checkPicked(node: Hex, proof: readonly Hex[]): Promise<void> {
    const { tree, node: picked, openings } = this.game
    const [top] = openings
    const traceDepth = rootNode(this.#program.steps.length).height
    const shape = openingShape(this.#program.steps.length, top!.node)
    const traceRoot = openedNode(await treeHasher(), shape, top!.nodes)
    const levels = rootNode(leafCount(this.#program, tree)).height - picked.height
    const [depth, index] =
      tree.kind === 'trace'
        ? [levels, picked.index]
        : [levels + traceDepth, tree.step * 2 ** levels + picked.index]
    const found = rootFromProof(await keccak(), 2 ** depth, index, fromHex(node), proof)
    if (found !== traceRoot) throw new Error('not the picked node')
  }

  async #checkOutputs(
    shape: OpeningShape,
    move: DisputeMove & { kind: 'openTrace' },
  ): Promise<void> {
    const hash = await keccak()
    const { outputs } = this.#program
    const leaves = new Uint8Array(outputs.length * 32)
    if ((move.outputProof.length === 0) !== (shape.height === 0)) throw new Error('output proof')
    for (const [i, step] of outputs.entries()) {
      const own = move.outputProof.slice(i * (shape.height + 1), (i + 1) * (shape.height + 1))
      const root = shape.height === 0 ? move.nodes[step]! : own[0]!
      const count = 2 ** shape.height
      const found = rootFromProof(hash, count, step % count, fromHex(root), own.slice(1))
      if (found !== move.nodes[Math.floor(step / count)]) throw new Error('output not in the trace')
      leaves.set(fromHex(root), i * 32)
    }
    if (toHex(buildTree(await treeHasher(), leaves).root) !== this.game.claimedRoot)
      throw new Error('not the output that was signed')
  }

  async #pick(move: DisputeMove & { kind: 'pick' | 'pickStep' }): Promise<void> {
    const { game } = this
    const opening = game.openings.at(-1)!
    const shape = openingShape(leafCount(this.#program, opening.tree), opening.node)
    const claimed = opening.nodes[move.place]
    if (claimed === undefined) throw new Error('no such node')
    const index = shape.first + move.place
    const leaf = shape.height === 0
    if (leaf && game.tree.kind === 'trace') {
      if (move.kind !== 'pickStep' || move.step !== index) throw new Error('the step is missing')
      const { stepsRoot } = this.#honest.commitment
      if (
        !(await verifyStep(stepsRoot, this.#program.steps.length, index, move.encoding, move.proof))
      )
        throw new Error('not the step')
      const tree = { kind: 'tensor', step: index } as const
      const node = rootNode(leafCount(this.#program, tree))
      this.game = { ...game, tree, node, claimed, awaits: node.height === 0 ? 'show' : 'open' }
      return
    }
    if (move.kind !== 'pick') throw new Error('there is no step yet')
    const node = { height: shape.height, index }
    this.game = { ...game, node, claimed, awaits: leaf ? 'show' : 'open' }
  }

  async #show({ page, proof }: DisputeMove & { kind: 'show' }): Promise<void> {
    const { game } = this
    if (game.tree.kind !== 'tensor') throw new Error('no tensor')
    await this.#checkPicked(toHex((await keccak())(page)), proof)
    const length = byteLength(this.#program.steps[game.tree.step]!.output)
    if (page.subarray(Math.max(0, length - game.node.index * 256)).some((byte) => byte !== 0))
      throw new Error('bytes after the end')
    this.game = { ...game, page, awaits: 'judge' }
  }

  /** Stands in for the referee: evaluates the step, and holds the evidence to what the worker opened. */
  async #judge(move: DisputeMove & { kind: 'judge' }): Promise<void> {
    const { game } = this
    const program = this.#program
    if (game.tree.kind !== 'tensor') throw new Error('no tensor')
    const index = game.tree.step
    const step = program.steps[index]!
    const { tensors, input } = this.#honest
    const output = tensors[index]!
    const size = bytesPerElement[step.output.dtype]
    const from = game.node.index * 256 + move.place * size
    if (from + size > output.length) throw new Error('no such element')
    // The only evidence that the referee takes is the one that leads to the trace that was opened.
    const expected = await buildEvidence({
      ...{ program, input, trace: tensors, stepIndex: index, element: move.element },
      traceTree: this.#worker.traceTree,
    })
    if (toHex(expected) !== toHex(move.evidence)) throw new Error('not the evidence')
    const shown = game.page!.subarray(move.place * size, (move.place + 1) * size)
    if (output.subarray(from, from + size).every((byte, i) => byte === shown[i]))
      throw new Error('the element is right')
    this.game = { ...game, winner: 'challenger' }
  }
}

/**
 * Plays a game to its end; what the rules refuse is a move not made, and the time passes.
 *
 * @returns who won, and how many moves it took
 */
export async function playGame(parameters: {
  readonly arbiter: Arbiter
  readonly worker: DisputeTrace
  readonly challenger: DisputeTrace
  /** Stalls where it returns true. */
  readonly stalls?: (role: DisputeRole) => boolean
}): Promise<{ winner: DisputeRole; moves: number; rests: string[] }> {
  const { arbiter, stalls = () => false } = parameters
  const rests: string[] = []
  for (let moves = 0; ; ) {
    if (arbiter.game.winner) return { winner: arbiter.game.winner, moves, rests }
    if (moves > 100) throw new Error('The game does not end.')
    let moved = false
    for (const role of ['worker', 'challenger'] as const) {
      const trace = async () => parameters[role]
      const { game, now } = arbiter
      const move = await nextMove({ game, role, now, trace })
      if (move.kind === 'none') {
        if (move.reason === 'fault' || move.reason === 'agrees') rests.push(move.reason)
        continue
      }
      if (move.kind !== 'timeout' && stalls(role)) continue
      try {
        await arbiter.take(role, move)
        moves++
        moved = true
        break
      } catch (error) {
        rests.push((error as Error).message)
      }
    }
    if (!moved) arbiter.now = arbiter.game.deadline + 1
  }
}
