import type { Hex } from 'viem'
import type { Deployment } from '../deployment.ts'
import { disputeGameAbi } from '../generated/DisputeGame.ts'
import type { Request } from '../request.ts'
import { type Call, callOf } from './call.ts'

type Place = Pick<Deployment, 'disputeGame'>

/** Which result of which request is disputed, and the program that it ran. */
export interface Disputed {
  readonly request: Request
  /** Which of the job's results; 0 by default. */
  readonly seat?: number
  /** The program's header. */
  readonly header: Hex
}

/** A page of a tensor, and what ties it to the root of a trace. */
export interface ProvenPage {
  /** Its 256 bytes. */
  readonly data: Hex
  /** Its siblings up to the root of its tensor, then those up to the root of the trace. */
  readonly proof: readonly Hex[]
}

/** Records that the caller will challenge, without saying what (hashChallenge). */
export function commit({ disputeGame }: Place, { commitment }: { commitment: Hex }): Call {
  return callOf(disputeGame, disputeGameAbi, 'commit', [commitment])
}

/** Challenges a submitted result. Locks the caller's bond (DisputeGame.bondOf). */
export function challenge({ disputeGame }: Place, disputed: Disputed): Call {
  const { request, seat = 0, header } = disputed
  return callOf(disputeGame, disputeGameAbi, 'challenge', [request, BigInt(seat), header])
}

/** The worker opens the trace tree's top. */
export function openTrace(
  { disputeGame }: Place,
  move: { game: bigint; header: Hex; nodes: readonly Hex[]; outputProof: readonly Hex[] },
): Call {
  const { game, header, nodes, outputProof } = move
  return callOf(disputeGame, disputeGameAbi, 'openTrace', [game, header, nodes, outputProof])
}

/** Opens what lies below the picked node; anyone may. */
export function open(
  { disputeGame }: Place,
  move: { game: bigint; nodes: readonly Hex[]; proof: readonly Hex[] },
): Call {
  return callOf(disputeGame, disputeGameAbi, 'open', [move.game, move.nodes, move.proof])
}

/** The challenger picks a node by its place among those that were opened. */
export function pick(
  { disputeGame }: Place,
  { game, place }: { game: bigint; place: number },
): Call {
  return callOf(disputeGame, disputeGameAbi, 'pick', [game, BigInt(place)])
}

/** The challenger picks a step by its place among the opened ones. */
export function pickStep(
  { disputeGame }: Place,
  move: { game: bigint; place: number; header: Hex; step: Hex; proof: readonly Hex[] },
): Call {
  const { game, place, header, step, proof } = move
  return callOf(disputeGame, disputeGameAbi, 'pickStep', [game, BigInt(place), header, step, proof])
}

/** Shows the picked page; anyone may. */
export function show(
  { disputeGame }: Place,
  { game, page, proof }: { game: bigint; page: Hex; proof: readonly Hex[] },
): Call {
  return callOf(disputeGame, disputeGameAbi, 'show', [game, page, proof])
}

/** The challenger has the referee compute one element of the shown page. */
export function judge(
  { disputeGame }: Place,
  move: { game: bigint; place: number; page: Hex; step: Hex; evidence: Hex },
): Call {
  const { game, place, page, step, evidence } = move
  return callOf(disputeGame, disputeGameAbi, 'judge', [game, BigInt(place), page, step, evidence])
}

/** Proves that the challenger committed to its own tensors before it challenged: after `show` and before `judge`. */
export function rank(
  { disputeGame }: Place,
  ranked: {
    game: bigint
    /** The element's place in the page: the first that differs. */
    place: number
    /** The worker's page, in the worker's trace. */
    shown: ProvenPage
    /** The challenger's page, in its own trace. */
    own: ProvenPage
    /** That of the commitment (hashChallenge). */
    salt: Hex
  },
): Call {
  const { game, place, shown, own, salt } = ranked
  return callOf(disputeGame, disputeGameAbi, 'rank', [game, BigInt(place), shown, own, salt])
}

/** Makes the worker's awaited move by what another game of the claim has opened; anyone may. */
export function reuse({ disputeGame }: Place, { game }: { game: bigint }): Call {
  return callOf(disputeGame, disputeGameAbi, 'reuse', [game])
}

/** Ends a game whose awaited move did not come in time; anyone may. */
export function timeout({ disputeGame }: Place, { game }: { game: bigint }): Call {
  return callOf(disputeGame, disputeGameAbi, 'timeout', [game])
}

/** Makes a signed move; anyone may send it. */
export function relay(
  { disputeGame }: Place,
  relayed: {
    game: bigint
    /** The move's calldata: a call of openTrace, pick, pickStep, rank or judge. */
    move: Hex
    /** '0x' where the mover's account signed, else the key that did (ERC-7913). */
    signer?: Hex
    signature: Hex
  },
): Call {
  const { game, move, signer = '0x', signature } = relayed
  return callOf(disputeGame, disputeGameAbi, 'relay', [game, move, signer, signature])
}

/** Demands pages of the input that the worker had. */
export function demandInput(
  { disputeGame }: Place,
  demanded: Disputed & { first: number; count: number },
): Call {
  const { request, seat = 0, header, first, count } = demanded
  return callOf(disputeGame, disputeGameAbi, 'demandInput', [
    ...([request, BigInt(seat), header, BigInt(first), BigInt(count)] as const),
  ])
}

/** Demands pages of an output that the worker claims. */
export function demandOutput(
  { disputeGame }: Place,
  demanded: Disputed & {
    /** Which of the program's outputs. */
    output: number
    /** The encoding of the step that makes it. */
    step: Hex
    /** The step's siblings in the tree over the program's steps. */
    proof: readonly Hex[]
    first: number
    count: number
  },
): Call {
  const { request, seat = 0, header, output, step, proof, first, count } = demanded
  const what = [BigInt(output), step, proof, BigInt(first), BigInt(count)] as const
  return callOf(disputeGame, disputeGameAbi, 'demandOutput', [
    request,
    BigInt(seat),
    header,
    ...what,
  ])
}

/** Shows demanded pages; anyone may. */
export function answer(
  { disputeGame }: Place,
  { demand, pages, proof }: { demand: bigint; pages: Hex; proof: readonly Hex[] },
): Call {
  return callOf(disputeGame, disputeGameAbi, 'answer', [demand, pages, proof])
}

/** Ends a demand that was not answered in time; anyone may. */
export function timeoutDemand({ disputeGame }: Place, { demand }: { demand: bigint }): Call {
  return callOf(disputeGame, disputeGameAbi, 'timeoutDemand', [demand])
}

/** Settles the fee of an answered demand once the claim is decided; anyone may. */
export function settleDemand({ disputeGame }: Place, { demand }: { demand: bigint }): Call {
  return callOf(disputeGame, disputeGameAbi, 'settleDemand', [demand])
}
