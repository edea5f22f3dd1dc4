import {
  type DisputeMove,
  type DisputeRole,
  type DisputeTrace,
  nextMove,
  type Rest,
  toHex,
} from '@assay/program'
import type { Random } from '@assay/program/testing'
import type { Dispute } from '@assay/sdk'
import type { Address } from 'viem'

/** Who takes part in a dispute, and how it plays. */
export interface Player {
  readonly name: string
  readonly account: Address
  /** An honest player must not end below where it began. */
  readonly honest: boolean
  /** What it computed, and commits to; undefined where it computed nothing. */
  readonly trace?: DisputeTrace
  /** The challenger whose game it copies. */
  readonly copies?: Address
  /** The move that it wants to make in a game; undefined for none. */
  move(dispute: Dispute, role: DisputeRole, now: number): Promise<DisputeMove | undefined>
}

/** Plays by what it knows: honest where that is the truth, a liar or a mistaken challenger where it is not. */
export function player(parameters: {
  readonly name: string
  readonly account: Address
  readonly honest: boolean
  readonly trace: DisputeTrace
}): Player {
  const { trace } = parameters
  return {
    ...parameters,
    async move(dispute, role, now) {
      const move = await nextMove({
        game: dispute.position,
        role,
        now,
        trace: async () => trace,
      })
      return move.kind === 'none' ? undefined : move
    },
  }
}

/** Falls silent for ever at some turn of a game. */
export function stalling(base: Player, random: Random): Player {
  const silent = new Set<bigint>()
  return {
    ...base,
    name: `stalling ${base.name}`,
    honest: false,
    async move(dispute, role, now) {
      const move = await base.move(dispute, role, now)
      if (move === undefined || move.kind === 'timeout' || silent.has(dispute.game))
        return undefined
      if (random.chance(0.25)) silent.add(dispute.game)
      return silent.has(dispute.game) ? undefined : move
    },
  }
}

/** A challenger that picks anything, and ends with evidence of nothing. */
export function picking(base: Player, trace: DisputeTrace, random: Random): Player {
  return {
    ...base,
    name: `picking ${base.name}`,
    honest: false,
    async move(dispute, role, now) {
      const { awaits, openings } = dispute.position
      const usual = await base.move(dispute, role, now)
      if (role !== 'challenger' || dispute.turn !== role || usual?.kind === 'timeout') return usual
      const last = openings.at(-1)
      if (awaits === 'judge' || last === undefined) return judgeAnything(dispute, trace, random)
      const place = random.integer(0, last.nodes.length - 1)
      const inTrace = dispute.position.tree.kind === 'trace'
      const steps = trace.program.steps.length
      const node = dispute.position.node
      const atLeaves = node.height <= 7
      if (!inTrace || !atLeaves) return { kind: 'pick', place }
      const step = Math.min(node.index * 2 ** node.height + place, steps - 1)
      const encoding = trace.commitment.steps[step]
      if (encoding === undefined) return undefined
      return { kind: 'pickStep', place, step, encoding, proof: trace.commitment.proveStep(step) }
    },
  }
}

function judgeAnything(
  dispute: Dispute,
  trace: DisputeTrace,
  random: Random,
): DisputeMove | undefined {
  const { path, position } = dispute
  const encoding = path.step && trace.commitment.steps[path.step.index]
  if (path.step === undefined || encoding === undefined || position.page === undefined)
    return undefined
  const place = random.integer(0, 255)
  return {
    ...{
      kind: 'judge',
      step: path.step.index,
      encoding,
      page: position.page,
      place,
      element: place,
    },
    ...{ claimed: 0, computed: 0 },
    evidence: random.bytes(random.integer(0, 600)),
  }
}

/**
 * A challenger that ran nothing: it challenges after another, or just before one that has committed, and makes that one's moves
 * after it. `playClaim` knows them.
 */
export function copying(base: Player, leader: Address): Player {
  const { name, account } = base
  return {
    ...{ name: `copying ${name}`, account, honest: false, copies: leader },
    move: async () => undefined,
  }
}

/** A move spoilt in one place, or another kind of move: what the contract must refuse. */
export function spoil(random: Random, move: DisputeMove | Rest | undefined): DisputeMove {
  const word = () => toHex(Uint8Array.from({ length: 32 }, () => random.integer(0, 255)))
  const change = (words: readonly `0x${string}`[]) =>
    words.length === 0 || random.chance(0.3)
      ? [...words, word()]
      : words.with(random.integer(0, words.length - 1), word())
  const flip = (bytes: Uint8Array) => {
    const at = random.integer(0, bytes.length - 1)
    return bytes.with(at, bytes[at]! ^ random.integer(1, 255))
  }
  switch (move?.kind) {
    case 'openTrace':
      return random.chance(0.5)
        ? { ...move, nodes: change(move.nodes) }
        : { ...move, outputProof: change(move.outputProof) }
    case 'open':
      return random.chance(0.5)
        ? { ...move, nodes: change(move.nodes) }
        : { ...move, proof: change(move.proof) }
    case 'show':
      return random.chance(0.5)
        ? { ...move, page: flip(move.page) }
        : { ...move, proof: change(move.proof) }
    case 'pickStep':
      return random.chance(0.5)
        ? { ...move, encoding: flip(move.encoding) }
        : { ...move, proof: change(move.proof) }
    case 'pick':
      return { ...move, place: move.place + 128 }
    case 'judge': {
      const { evidence } = move
      if (random.chance(0.3)) return { ...move, page: flip(move.page) }
      if (random.chance(0.3)) return { ...move, encoding: flip(move.encoding) }
      return { ...move, evidence: Uint8Array.of(...evidence, 1) }
    }
    default:
      return random.pick<DisputeMove>([
        { kind: 'pick', place: 200 },
        { kind: 'open', nodes: [word()], proof: [] },
        { kind: 'openTrace', nodes: [word(), word()], outputProof: [] },
        { kind: 'show', page: new Uint8Array(256).fill(7), proof: [] },
        { kind: 'timeout' },
      ])
  }
}

/** Whether two addresses are one, however they are written. */
export function same(left: Address, right: Address): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
