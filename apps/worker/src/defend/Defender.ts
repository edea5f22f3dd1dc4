import { answerDemand, type DisputeTrace, turnOf } from '@assay/program'
import { demandStates, disputeCalls, disputeGameAbi, encodeCall } from '@assay/protocol'
import { eventsOf, gameStanding, type LogOf } from '@assay/sdk'
import {
  BlockFollower,
  type GamePlayer,
  type Head,
  isOutOfGas,
  type ServiceContext,
  settleDemand,
} from '@assay/service'
import { type Address, bytesToHex, type Hex, isAddressEqual, pad, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'
import type { DefenceMetrics } from './createDefenceMetrics.ts'
import type { DisputeJournal, KnownDispute } from './DisputeJournal.ts'

/** What of a worker's own computation a dispute is about. */
export type DisputedClaim = { job: Hex; claim: Hex; worker: Hex }

export type DefenderParameters = ServiceContext<DefenceMetrics> & {
  /** The worker whose claims are defended. */
  accounts: readonly Address[]
  journal: DisputeJournal
  player: GamePlayer
  logWindow: number
  reorgDepth: number
  /** What a challenger locks at least, and what a demanded page costs, in the token's smallest unit. */
  bond: bigint
  demandFeePerPage: bigint
  /** Told when a game about a job has ended, so that its verdict may be there. */
  onEnd: (job: Hex) => void
  /** The own computation, made again. */
  trace: (claim: DisputedClaim) => Promise<DisputeTrace>
}

/** One look at the chain. */
type Look = {
  head: Head
  /** The time that the next block has at least (unix seconds). */
  now: number
  /** Called after a move, since more may be possible then. */
  onDone: () => void
}

/**
 * Answers every challenge and every demand against the worker's results. At each look it asks the chain where each of them
 * stands and does what is due, so nothing is lost with the process.
 */
export class Defender {
  readonly #parameters: DefenderParameters
  readonly #follower: BlockFollower<typeof disputeGameAbi, (typeof BEGINNINGS.names)[number]>
  readonly #busy = new Map<bigint, Promise<void>>()
  /** When the fee of an answered demand is asked for next (unix seconds). */
  readonly #settleAt = new Map<bigint, number>()
  /** What was said of a dispute in which nothing can be done. */
  readonly #said = new Map<bigint, string>()
  /** The computation that was needed last: a game asks for it at every move, and many games may be about one claim. */
  #trace: { claim: Hex; trace: Promise<DisputeTrace> } | undefined

  constructor(parameters: DefenderParameters) {
    this.#parameters = parameters
    const { deployment, accounts } = parameters
    const owners = accounts.map((account) => pad(account, { size: 32 }))
    this.#follower = new BlockFollower({
      ...parameters,
      startBlock: deployment.startBlock,
      filter: {
        address: deployment.disputeGame,
        events: BEGINNINGS,
        indexed: [null, null, owners],
      },
    })
  }

  get #contract() {
    return { address: this.#parameters.deployment.disputeGame, abi: disputeGameAbi } as const
  }

  get isActive(): boolean {
    return this.#busy.size > 0
  }

  /** Waits for moves that are being made. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#busy.values())
  }

  /**
   * Looks at all disputes and does what is due.
   *
   * @param now the time that the next block has at least (unix seconds)
   * @param onDone called after a move, since more may be possible then
   */
  async tick(head: Head, now: number, onDone: () => void): Promise<void> {
    const { journal, metrics, reorgDepth } = this.#parameters
    await this.#follower.advance(head, (logs, cursor) =>
      journal.advance(logs.map(disputeFrom), cursor),
    )
    const depth = BigInt(reorgDepth)
    const disputes = journal.unsettled(head.number > depth ? head.number - depth : 0n)
    const open = { game: 0, demand: 0 }
    await Promise.all(
      disputes.map(async (dispute) => {
        const isOpen =
          dispute.kind === 'game'
            ? await this.#lookAtGame(dispute, { head, now, onDone, disputes })
            : await this.#lookAtDemand(dispute, { head, now, onDone })
        if (isOpen) open[dispute.kind]++
      }),
    )
    metrics.openGames.set(open.game)
    metrics.openDemands.set(open.demand)
    if (open.game + open.demand === 0) this.#trace = undefined
  }

  async #lookAtGame(
    dispute: KnownDispute,
    look: Look & { disputes: readonly KnownDispute[] },
  ): Promise<boolean> {
    const { client, journal, player } = this.#parameters
    const { number, claim } = dispute
    const { head, now, onDone } = look
    const game = await readContract(client, {
      ...this.#contract,
      functionName: 'getGame',
      args: [number],
    })
    const at = gameStanding(game.state)
    // A node that lags, or a reorganisation: the game comes (again), or there is nothing to answer.
    if (at === undefined) return false
    if (at.winner !== undefined) {
      await this.#endGame(dispute, head, at.winner === 'worker' ? 'won' : 'lost')
      return false
    }
    if (dispute.endedAt !== undefined) journal.reopen(number)
    const mine = turnOf(at.awaits) === 'worker'
    const late = now > game.deadline
    if (mine && late) this.#say(dispute, 'late', 'the time for a move ran out')
    if (mine === late) return true
    if (!this.#busy.has(number) && !player.isBusy(number, game.turn)) {
      const hasSiblings = look.disputes.some(
        (other) => other.kind === 'game' && other.claim === claim && other.number !== number,
      )
      this.#begin(
        dispute,
        () => this.#move(dispute, { since: BigInt(game.since), turn: game.turn, now, hasSiblings }),
        onDone,
      )
    }
    return true
  }

  async #move(
    dispute: KnownDispute,
    at: { since: bigint; turn: number; now: number; hasSiblings: boolean },
  ): Promise<void> {
    const { player, metrics, log } = this.#parameters
    const { number, job } = dispute
    const { move, outcome } = await player.play({
      ...at,
      game: number,
      trace: () => this.#own(dispute),
    })
    if (outcome === undefined) {
      if (move.reason === 'fault') this.#say(dispute, move.reason, move.detail)
      return
    }
    if (outcome.status === 'included') {
      metrics.moves.inc({ move: move.kind })
      log.info({ job, game: String(number), move: move.kind }, 'challenge answered')
    } else if ('reason' in outcome && !isOutOfGas(outcome)) {
      log.warn({ job, game: String(number), move: move.kind, error: outcome.reason }, 'not moved')
    }
  }

  async #lookAtDemand(dispute: KnownDispute, { head, now, onDone }: Look): Promise<boolean> {
    const { client, journal, sender } = this.#parameters
    const { number } = dispute
    // Until the claim is decided, an answered demand has nothing to say.
    if (now < (this.#settleAt.get(number) ?? 0)) return false
    const demand = await readContract(client, {
      ...this.#contract,
      functionName: 'getDemand',
      args: [number],
    })
    const state = demandStates[demand.state] ?? 'none'
    if (state === 'none') return false
    if (state === 'missed' || state === 'settled') {
      await this.#endDemand(dispute, head, { state, pages: BigInt(demand.count) })
      return false
    }
    if (dispute.endedAt !== undefined) journal.reopen(number)
    if (state === 'answered') {
      if (now <= demand.windowEnd) this.#settleAt.set(number, demand.windowEnd + 1)
      else if (!this.#busy.has(number)) {
        this.#begin(dispute, () => this.#settle(number, now), onDone)
      }
      return false
    }
    if (now > demand.deadline) {
      this.#say(dispute, 'late', 'the time to answer ran out')
      return true
    }
    if (!this.#busy.has(number) && !sender.isInFlight(`answer:${number}`)) {
      this.#begin(dispute, () => this.#answer(dispute, demand), onDone)
    }
    return true
  }

  async #settle(demand: bigint, now: number): Promise<void> {
    const again = await settleDemand(this.#parameters, { demand, now })
    if (again === undefined) this.#settleAt.delete(demand)
    else this.#settleAt.set(demand, again)
  }

  async #answer(
    dispute: KnownDispute,
    demand: { outputs: number; output: number; first: number; count: number },
  ): Promise<void> {
    const { deployment, sender, metrics, log } = this.#parameters
    const { number, job } = dispute
    const trace = await this.#own(dispute)
    const ofInput = demand.outputs === 0
    const answer = await answerDemand({
      tensors: ofInput ? [trace.input] : trace.program.outputs.map((step) => trace.tensors[step]!),
      position: ofInput ? 0 : demand.output,
      first: demand.first,
      count: demand.count,
    })
    const { pages, proof } = answer
    const call = disputeCalls.answer(deployment, {
      demand: number,
      pages: bytesToHex(pages),
      proof,
    })
    const key = `answer:${number}`
    const outcome = await sender.send({ kind: 'dispute-answer', key, ...encodeCall(call) })
    if (outcome.status === 'included') {
      metrics.demands.inc({ outcome: 'answered' })
      log.info({ job, demand: String(number) }, 'demand answered')
    } else if ('reason' in outcome && !isOutOfGas(outcome)) {
      log.warn({ job, demand: String(number), error: outcome.reason }, 'not answered')
    }
  }

  #begin(dispute: KnownDispute, work: () => Promise<void>, onDone: () => void): void {
    const { log, sender } = this.#parameters
    if (sender.isPaused()) return
    const { number, job } = dispute
    const running = work()
      .then(onDone)
      .catch((error: unknown) => {
        const text = (error as Error).message
        if (this.#said.get(number) !== text) {
          log.error({ job, dispute: String(number), error }, 'a challenge is not answered yet')
        }
        this.#said.set(number, text)
      })
      .finally(() => this.#busy.delete(number))
    this.#busy.set(number, running)
  }

  #own(dispute: KnownDispute): Promise<DisputeTrace> {
    if (this.#trace?.claim === dispute.claim) return this.#trace.trace
    const trace = this.#parameters.trace(dispute)
    this.#trace = { claim: dispute.claim, trace }
    trace.catch(() => {
      if (this.#trace?.trace === trace) this.#trace = undefined
    })
    return trace
  }

  async #endGame(dispute: KnownDispute, head: Head, outcome: 'won' | 'lost'): Promise<void> {
    if (dispute.endedAt !== undefined) return
    const { metrics, bond, onEnd, toTokens } = this.#parameters
    const { bondFactor } = await this.#claim(dispute)
    this.#end(dispute, head, outcome)
    onEnd(dispute.job)
    metrics.games.inc({ outcome })
    if (outcome === 'won') metrics.bondsEarned.inc(toTokens(bond * BigInt(bondFactor)))
  }

  async #endDemand(
    dispute: KnownDispute,
    head: Head,
    { state, pages }: { state: 'missed' | 'settled'; pages: bigint },
  ): Promise<void> {
    if (dispute.endedAt !== undefined) return
    const { metrics, demandFeePerPage, toTokens } = this.#parameters
    const isPaid =
      state === 'settled' && isAddressEqual((await this.#claim(dispute)).winner, zeroAddress)
    const outcome = isPaid ? 'paid' : state === 'settled' ? 'returned' : state
    this.#end(dispute, head, outcome)
    metrics.demands.inc({ outcome })
    if (isPaid) metrics.demandFees.inc(toTokens(demandFeePerPage * pages))
  }

  #end(dispute: KnownDispute, head: Head, outcome: string): void {
    const { journal, log } = this.#parameters
    const { number, kind, job } = dispute
    journal.end(number, head.number, outcome)
    this.#said.delete(number)
    const words = { job, [kind]: String(number), outcome }
    if (outcome === 'lost' || outcome === 'missed') log.error(words, 'dispute lost')
    else log.info(words, 'dispute ended')
  }

  #claim({ claim }: KnownDispute) {
    const { client } = this.#parameters
    return readContract(client, { ...this.#contract, functionName: 'getClaim', args: [claim] })
  }

  #say(dispute: KnownDispute, reason: string, detail: string): void {
    const { number, job, kind } = dispute
    if (this.#said.get(number) === reason) return
    this.#said.set(number, reason)
    this.#parameters.log.error({ job, [kind]: String(number), reason }, `not defended: ${detail}`)
  }
}

const BEGINNINGS = eventsOf(disputeGameAbi, 'GameOpened', 'PagesDemanded')
type Beginning = LogOf<typeof BEGINNINGS>

function disputeFrom({ eventName, args }: Beginning): Omit<KnownDispute, 'endedAt'> {
  const { job, worker, claim } = args
  return eventName === 'GameOpened'
    ? { number: args.game, kind: 'game', job, worker, claim }
    : { number: args.demand, kind: 'demand', job, worker, claim }
}
