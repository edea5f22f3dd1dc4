/**
 * Disputes: games between a challenger and a worker about one result.
 *
 * @module
 */
import {
  type Disputed,
  disputeCalls,
  disputeDomain,
  disputeGameAbi,
  encodeCall,
  hashChallenge,
  moveTypes,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { bytesToHex, isAddressEqual, keccak256, numberToHex, pad } from 'viem'
import { readContract } from 'viem/actions'
import { type MoveCallParameters, moveCall, type RankCallParameters, rankCall } from './calls.ts'
import { explained } from './errors/explainChainError.ts'
import { DisputeNotFoundError } from './errors/namedErrors.ts'
import { readDisputes } from './history/readDisputes.ts'
import { signTypedData } from './signTypedData.ts'
import type { AssayClient } from './types/client.ts'
import type { Dispute } from './types/dispute.ts'
import { accountOf, openWriter, type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `disputes.get` takes. */
export type GetParameters = ReadParameters & {
  game: bigint
  /** A block that is not after the game's first; the deployment's first by default. */
  fromBlock?: bigint
}

/**
 * Reads a game with its whole story: how far it has narrowed, what both sides say, whose move is awaited until when, every
 * move with its transaction.
 *
 * @throws DisputeNotFoundError
 * @example
 * const { path, turn, deadline } = await client.disputes.get({ game: 1n })
 */
export function get(client: AssayClient, parameters: GetParameters): Promise<Dispute> {
  return explained(async () => {
    const { deployment, game, fromBlock } = parameters
    const indexed = [numberToHex(game, { size: 32 })]
    const [dispute] = await readDisputes(client, { deployment, indexed, fromBlock })
    if (dispute === undefined) throw new DisputeNotFoundError(game)
    return dispute
  })
}

/** What `disputes.list` takes. */
export type ListParameters = ReadParameters & {
  /** Only those about this job, */
  jobId?: Hex
  /** about this claim, */
  claim?: Hex
  /** against this worker, */
  worker?: Address
  /** or by this challenger. */
  challenger?: Address
  fromBlock?: bigint
}

/**
 * Reads all games of a job, a claim or an account, or all since a block.
 *
 * @returns newest first
 */
export function list(client: AssayClient, parameters: ListParameters): Promise<Dispute[]> {
  return explained(async () => {
    const { deployment, jobId, claim, worker, challenger, fromBlock } = parameters
    const disputes = await readDisputes(client, {
      deployment,
      indexed: [null, jobId ?? null, worker ? pad(worker, { size: 32 }) : null],
      accept: (opened) =>
        (claim === undefined || opened.claim.toLowerCase() === claim.toLowerCase()) &&
        (challenger === undefined || isAddressEqual(opened.challenger, challenger)),
      fromBlock,
    })
    return disputes.reverse()
  })
}

/** What `disputes.getTerms` takes. */
export type GetTermsParameters = ReadParameters & {
  /** The program that would be disputed: large ones take a larger bond. The least bond by default. */
  program?: { steps: number; outputs: number }
}

/** What a dispute costs and how long it may take. */
export type Terms = {
  /** What a challenger locks, in the token's smallest unit: back if it wins, the worker's if it loses. */
  bond: bigint
  /** The unit of time (seconds): each side has four of them for a game, and a quarter of one for free in each move. */
  moveTime: number
  /** What a demand costs per page, in the token's smallest unit. */
  demandFeePerPage: bigint
  /** The longest that a dispute can last beyond the challenge window (seconds). */
  maxDuration: number
}

/** Reads what a dispute costs and how long it may take. Fixed for ever by the deployment. */
export function getTerms(client: AssayClient, parameters: GetTermsParameters): Promise<Terms> {
  return explained(async () => {
    const { deployment, program } = parameters
    const dispute = { abi: disputeGameAbi, address: deployment.disputeGame } as const
    const read = (functionName: 'bond' | 'moveTime' | 'demandFeePerPage' | 'maxDuration') =>
      readContract(client, { ...dispute, functionName })
    const [bond, moveTime, demandFeePerPage, maxDuration] = await Promise.all([
      program === undefined
        ? read('bond')
        : readContract(client, {
            ...dispute,
            functionName: 'bondOf',
            args: [BigInt(program.steps), BigInt(program.outputs)],
          }),
      read('moveTime'),
      read('demandFeePerPage'),
      read('maxDuration'),
    ])
    return { bond, moveTime: Number(moveTime), demandFeePerPage, maxDuration: Number(maxDuration) }
  })
}

/** What `disputes.commit` takes. */
export type CommitParameters = WriteParameters & {
  /** The claim's id: `claimIdOf`. */
  claim: Hex
  /** The root of the challenger's own trace. */
  traceRoot: Hex
  /** 32 random bytes; `disputes.rank` takes them again. */
  salt: Hex
  /** Who will challenge; the account itself by default. */
  challenger?: Address
}

/**
 * Says that the caller will challenge a claim, without saying which. With `disputes.rank` it then proves that it had computed the
 * right result by this block: of several challengers who win, the first gets the reward.
 *
 * @returns the transaction's hash
 */
export function commit(client: AssayClient, parameters: CommitParameters): Promise<Hex> {
  return explained(async () => {
    const { deployment, claim, traceRoot, salt } = parameters
    const { account, send } = await openWriter(client, parameters)
    const { challenger = account.address } = parameters
    const commitment = hashChallenge({ challenger, claim, traceRoot, salt })
    return send(disputeCalls.commit(deployment, { commitment }))
  })
}

/** What `disputes.challenge` takes. */
export type ChallengeParameters = WriteParameters &
  Omit<Disputed, 'header'> & {
    /** The program's header: `ProgramCommitment.header`. */
    header: Uint8Array
  }

/**
 * Challenges a submitted result. Locks the caller's bond (`disputes.getTerms` says how much) in the ledger; a challenger of a right
 * result loses it.
 *
 * @returns the transaction's hash
 */
export function challenge(client: AssayClient, parameters: ChallengeParameters): Promise<Hex> {
  const disputed = { ...parameters, header: bytesToHex(parameters.header) }
  return write(client, parameters, disputeCalls.challenge(parameters.deployment, disputed))
}

/** What `disputes.move` and `disputes.signMove` take. */
export type MoveParameters = WriteParameters & MoveCallParameters

/**
 * Makes a move that `nextMove` of @assay/program decided on: opens nodes, picks one, shows a page, has an element judged, or
 * ends a game whose time ran out.
 *
 * @returns the transaction's hash
 * @example
 * const { position } = await client.disputes.get({ game })
 * const move = await nextMove({ game: position, role: 'challenger', now, trace })
 * if (move.kind !== 'none') await client.disputes.move({ game, move, header })
 */
export function move(client: AssayClient, parameters: MoveParameters): Promise<Hex> {
  return write(client, parameters, moveCall(parameters.deployment, parameters))
}

/** A move that its mover signed, for anyone to submit. */
export type SignedMove = {
  game: bigint
  /** The move's calldata. */
  move: Hex
  signature: Hex
}

/**
 * Signs a move (EIP-712) so that anyone may submit it with `disputes.relay`: for a player without gas. Of openTrace, pick, pickStep
 * and judge; every other move may be submitted by anyone as it is. It is valid only for the game's current turn.
 */
export function signMove(client: AssayClient, parameters: MoveParameters): Promise<SignedMove> {
  return explained(async () => {
    const { deployment, game } = parameters
    const { data } = encodeCall(moveCall(deployment, parameters))
    const { turn } = await readContract(client, {
      abi: disputeGameAbi,
      address: deployment.disputeGame,
      functionName: 'getGame',
      args: [game],
    })
    const signature = await signTypedData(client, {
      account: accountOf(client, parameters.account),
      domain: disputeDomain(deployment),
      types: moveTypes,
      primaryType: 'Move',
      message: { game, turn: BigInt(turn), content: keccak256(data) },
    })
    return { game, move: data, signature }
  })
}

/** What `disputes.relay` takes. */
export type RelayParameters = WriteParameters &
  SignedMove & {
    /** The key that signed for the mover (ERC-7913), where it was not the mover itself. */
    signer?: Hex
  }

/**
 * Submits a move that its mover has signed with `disputes.signMove`. Anyone may.
 *
 * @returns the transaction's hash
 */
export function relay(client: AssayClient, parameters: RelayParameters): Promise<Hex> {
  return write(client, parameters, disputeCalls.relay(parameters.deployment, parameters))
}

/** What `disputes.reuse` takes. */
export type ReuseParameters = WriteParameters & { game: bigint }

/**
 * Makes the worker's awaited move by what another game of the same claim has opened. Anyone may.
 *
 * @returns the transaction's hash
 */
export function reuse(client: AssayClient, parameters: ReuseParameters): Promise<Hex> {
  return write(client, parameters, disputeCalls.reuse(parameters.deployment, parameters))
}

/** What `disputes.rank` takes. */
export type RankParameters = WriteParameters & RankCallParameters

/**
 * Proves that the challenger had computed the disputed element before it challenged, so that it ranks by the block of its
 * commitment: once the worker's page is shown, and before `judge`.
 *
 * @returns the transaction's hash
 */
export function rank(client: AssayClient, parameters: RankParameters): Promise<Hex> {
  return write(client, parameters, rankCall(parameters.deployment, parameters))
}
