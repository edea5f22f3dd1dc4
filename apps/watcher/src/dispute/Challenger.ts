import type { DisputeMove, DisputeTrace, Rest } from '@assay/program'
import {
  disputeCalls,
  disputeGameAbi,
  encodeCall,
  hashChallenge,
  type JobState,
  WHEN_FINAL,
} from '@assay/protocol'
import { ContractError, gameStanding } from '@assay/sdk'
import {
  deposit,
  finalize,
  type GamePlayer,
  isRefusedWith,
  OutOfGasError,
  type ServiceContext,
  type TransactionOutcome,
} from '@assay/service'
import { bytesToHex, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'
import type { ClaimAction, ClaimView, Funds } from '../decide.ts'
import type { ClaimJournal, KnownClaim, OwnRun } from '../journal/ClaimJournal.ts'
import type { WatcherMetrics } from '../observe/createWatcherMetrics.ts'
import type { ProgramLibrary } from '../programs/ProgramLibrary.ts'

/** The wait after a refusal: the first time, then twice as long each time, up to the most (seconds). */
const PATIENCE = { first: 2, most: 60 }

/** A claim that was found wrong, as the chain has it now. */
export type ClaimAt = ClaimView & {
  number: bigint | undefined
  turn: number
  /** The block in which the game began; 0 without one. */
  since: bigint
  /** The game could still learn of the commitment. */
  isUnranked: boolean
}

export type ChallengerParameters = ServiceContext<WatcherMetrics> & {
  journal: ClaimJournal
  library: ProgramLibrary
  player: GamePlayer
  /** The own computation for a claim. */
  trace: (claim: KnownClaim) => Promise<DisputeTrace>
  jobState: (job: Hex) => Promise<JobState>
}

/** Reads where disputes stand, and does what was decided about them: one thing at a time for each claim. */
export class Challenger {
  readonly #parameters: ChallengerParameters
  readonly #busy = new Set<Hex>()
  readonly #retryAt = new Map<Hex, { at: number; delay: number }>()
  /** What keeps this side from a move that is its turn, by claim. */
  readonly #rests = new Map<Hex, Rest>()
  /** Games whose commitment the contract does not take: they go on without. */
  readonly #unrankable = new Set<bigint>()
  readonly #bonds = new Map<string, bigint>()

  constructor(parameters: ChallengerParameters) {
    this.#parameters = parameters
  }

  restOf(claim: Hex): Rest | undefined {
    return this.#rests.get(claim)
  }

  forget(claim: Hex): void {
    this.#retryAt.delete(claim)
    this.#rests.delete(claim)
  }

  /** Reads what the chain says of a claim. */
  async read(claim: KnownClaim): Promise<ClaimAt> {
    const { client, deployment, sender, jobState } = this.#parameters
    const dispute = { address: deployment.disputeGame, abi: disputeGameAbi } as const
    const commitment = this.#commitment(claim)
    const [state, known, number, committedAt, bond] = await Promise.all([
      jobState(claim.job),
      readContract(client, { ...dispute, functionName: 'getClaim', args: [claim.id] }),
      readContract(client, {
        ...dispute,
        functionName: 'gameOf',
        args: [claim.id, sender.address],
      }),
      readContract(client, { ...dispute, functionName: 'committedAt', args: [commitment] }),
      this.#bondOf(ownOf(claim)),
    ])
    const game =
      number === 0n
        ? undefined
        : await readContract(client, { ...dispute, functionName: 'getGame', args: [number] })
    const standing = game && gameStanding(game.state)
    const retry = this.#retryAt.get(claim.id)
    return {
      jobState: state,
      until: Math.max(claim.until ?? 0, known.extendedUntil),
      refuted: !isAddressEqual(known.winner, zeroAddress),
      game: game && standing && { ...standing, deadline: game.deadline },
      number: number === 0n ? undefined : number,
      turn: game?.turn ?? 0,
      since: BigInt(game?.since ?? 0),
      isUnranked:
        game !== undefined &&
        game.committedSince === 0 &&
        committedAt !== 0n &&
        committedAt < BigInt(game.since) &&
        !this.#unrankable.has(number),
      committedAt: committedAt === 0n ? undefined : committedAt,
      bond,
      busy: this.#isBusy(claim, number, game?.turn ?? 0),
      ...(retry === undefined ? {} : { askAgainAt: retry.at }),
    }
  }

  /** What a challenge against a program locks; it is fixed by the deployment. */
  async #bondOf({ steps, outputs }: OwnRun): Promise<bigint> {
    const { client, deployment } = this.#parameters
    const key = `${steps} ${outputs}`
    const known = this.#bonds.get(key)
    if (known !== undefined) return known
    const bond = await readContract(client, {
      address: deployment.disputeGame,
      abi: disputeGameAbi,
      functionName: 'bondOf',
      args: [BigInt(steps), BigInt(outputs)],
    })
    this.#bonds.set(key, bond)
    return bond
  }

  #isBusy(claim: KnownClaim, game: bigint, turn: number): boolean {
    const { sender, player } = this.#parameters
    const keys = [`commit:${claim.id}`, `challenge:${claim.id}`, `finalize:${claim.job}`]
    return (
      this.#busy.has(claim.id) ||
      player.isBusy(game, turn) ||
      keys.some((key) => sender.isInFlight(key))
    )
  }

  /** Does one thing about a claim. */
  async perform(
    claim: KnownClaim,
    at: ClaimAt,
    action: Exclude<ClaimAction, { type: 'wait' | 'close' }>,
    now: number,
  ): Promise<void> {
    if (this.#busy.has(claim.id)) return
    this.#busy.add(claim.id)
    try {
      const outcome = await this.#do(claim, at, action, now)
      if (outcome === undefined) return
      if (outcome.status === 'included') {
        this.#retryAt.delete(claim.id)
        return
      }
      if ('reason' in outcome) this.#refused(claim, action.type, outcome.reason, now)
    } catch (error) {
      this.#refused(claim, action.type, error, now)
    } finally {
      this.#busy.delete(claim.id)
    }
  }

  #refused(claim: KnownClaim, action: string, reason: unknown, now: number): void {
    const delay = Math.min(
      (this.#retryAt.get(claim.id)?.delay ?? PATIENCE.first / 2) * 2,
      PATIENCE.most,
    )
    // A verdict that waits for another game says itself when to come again.
    const pending = reason instanceof ContractError && reason.errorName === 'VerdictPending'
    const until = pending ? Math.min(Number(reason.operands[1]), now + PATIENCE.most) : 0
    this.#retryAt.set(claim.id, { at: Math.max(now + delay, until), delay })
    // Of that the sender speaks, once.
    if (reason instanceof OutOfGasError) return
    this.#parameters.log.warn({ job: claim.job, action, error: reason }, 'not done; trying again')
  }

  async #do(
    claim: KnownClaim,
    at: ClaimAt,
    action: Exclude<ClaimAction, { type: 'wait' | 'close' }>,
    now: number,
  ): Promise<TransactionOutcome | undefined> {
    const { deployment, journal, library, sender, log } = this.#parameters
    const { request } = journal.request(claim.job)!
    switch (action.type) {
      case 'deposit':
        return deposit(this.#parameters, action.amount)
      case 'commit': {
        const call = disputeCalls.commit(deployment, { commitment: this.#commitment(claim) })
        return sender.send({ kind: 'commit', key: `commit:${claim.id}`, ...encodeCall(call) })
      }
      case 'challenge': {
        const header = await library.use(request.model, async ({ commitment }) =>
          bytesToHex(commitment.header),
        )
        const call = disputeCalls.challenge(deployment, { request, seat: claim.seat, header })
        const key = `challenge:${claim.id}`
        const outcome = await sender.send({ kind: 'challenge', key, ...encodeCall(call) })
        if (outcome.status === 'included') {
          log.info({ job: claim.job, worker: claim.worker }, 'challenged')
        }
        return outcome
      }
      case 'move':
      case 'timeout':
        return this.#move(claim, at, now)
      case 'finalize': {
        const output = await this.#outputFor(claim)
        return finalize(this.#parameters, { id: claim.job, request, output })
      }
    }
  }

  /** The right output, where the request's target wants to hear of it and it can travel on chain. */
  async #outputFor(claim: KnownClaim): Promise<Uint8Array | undefined> {
    const { journal, trace } = this.#parameters
    const { callback } = journal.request(claim.job)!.request
    if ((callback.when & WHEN_FINAL) === 0) return undefined
    const { program, tensors } = await trace(claim)
    const [only, ...others] = program.outputs
    return only === undefined || others.length > 0 ? undefined : tensors[only]
  }

  async #move(
    claim: KnownClaim,
    { number, turn, since, isUnranked }: ClaimAt,
    now: number,
  ): Promise<TransactionOutcome | undefined> {
    const { player, metrics, log, trace } = this.#parameters
    if (number === undefined) return undefined
    const { move, outcome } = await player.play({
      game: number,
      since,
      turn,
      now,
      trace: () => trace(claim),
      salt: isUnranked ? ownOf(claim).salt : undefined,
    })
    if (outcome === undefined) {
      this.#rest(claim, move)
      return undefined
    }
    this.#rests.delete(claim.id)
    const isTaken = outcome.status === 'included'
    if (move.kind === 'rank' && !isTaken) {
      const names = ['NotCommitted', 'NotFirstDifference']
      if (names.some((name) => isRefusedWith(outcome, name))) this.#unrankable.add(number)
    }
    if (isTaken) {
      metrics.moves.inc({ move: move.kind })
      log.info({ job: claim.job, game: String(number), ...described(move) }, 'moved')
    }
    return outcome
  }

  #rest(claim: KnownClaim, rest: Rest): void {
    const known = this.#rests.get(claim.id)
    this.#rests.set(claim.id, rest)
    if (known?.reason === rest.reason) return
    if (rest.reason === 'agrees' || rest.reason === 'late') {
      this.#parameters.log.error(
        { job: claim.job, reason: rest.reason },
        `no move is left: ${rest.detail}`,
      )
    }
  }

  /** Deposits what the ledger lacks of an amount; true once it is there. */
  async provide(amount: bigint, funds: Funds): Promise<boolean> {
    if (funds.ledger >= amount) return true
    const lacking = amount - funds.ledger
    if (funds.autoDeposit && funds.wallet >= lacking) await deposit(this.#parameters, lacking)
    else this.#parameters.log.warn('ledger and wallet hold too little for a demand')
    return false
  }

  #commitment(claim: KnownClaim): Hex {
    const { sender } = this.#parameters
    const { traceRoot, salt } = ownOf(claim)
    return hashChallenge({ challenger: sender.address, claim: claim.id, traceRoot, salt })
  }
}

/** What the own run of a claim that was found wrong gave. */
function ownOf({ own, job }: KnownClaim): OwnRun {
  if (own === undefined) throw new Error(`The result of ${job} was not found wrong.`)
  return own
}

/** What a move says, for the log. */
function described(move: DisputeMove | { kind: 'rank' | 'reuse' }): Record<string, unknown> {
  switch (move.kind) {
    case 'pick':
      return { move: move.kind, place: move.place }
    case 'pickStep':
      return { move: move.kind, step: move.step }
    case 'judge':
      return {
        move: move.kind,
        step: move.step,
        element: move.element,
        claimed: move.claimed,
        computed: move.computed,
      }
    default:
      return { move: move.kind }
  }
}
