import { answerDemand, type DisputeTrace, type nextMove, turnOf } from '@assay/program'
import { type Deployment, disputeGameAbi } from '@assay/protocol'
import { gameStanding, getDispute, moveCall, readLogs } from '@assay/sdk'
import type { ChainClient, Head, Log, TransactionSender } from '@assay/service'
import {
  type Address,
  bytesToHex,
  encodeEventTopics,
  encodeFunctionData,
  type Hex,
  pad,
  parseEventLogs,
} from 'viem'
import { readContract } from 'viem/actions'
import type { DefenceMetrics } from './createDefenceMetrics.ts'
import type { DisputeJournal, KnownDispute } from './DisputeJournal.ts'

/** DemandState of the contracts, in its order. */
const DEMAND_STATES = [undefined, 'open', 'answered', 'missed'] as const

/** What of a worker's own computation a dispute is about. */
export type DisputedClaim = { job: Hex; claim: Hex; worker: Hex }

export type DefenderParameters = {
  client: ChainClient
  deployment: Deployment
  /** Whose claims are defended. */
  accounts: readonly Address[]
  journal: DisputeJournal
  sender: TransactionSender
  metrics: DefenceMetrics
  log: Log
  logWindow: number
  reorgDepth: number
  /** What a challenger locks, and what a demanded page costs, in the token's smallest unit. */
  bond: bigint
  demandFeePerPage: bigint
  /** An amount in whole tokens, for metrics. */
  toTokens: (amount: bigint) => number
  /** The own computation, made again. */
  trace: (claim: DisputedClaim) => Promise<DisputeTrace>
  /** Decides on moves; that of @assay/program. */
  decide: typeof nextMove
}

/**
 * Answers every challenge and every demand against the worker's results. At each look it asks the chain where each of them
 * stands and does what is due, so nothing is lost with the process.
 */
export class Defender {
  readonly #parameters: DefenderParameters
  readonly #busy = new Map<bigint, Promise<void>>()
  /** What was said of a dispute in which nothing can be done. */
  readonly #said = new Map<bigint, string>()
  /** The computation that was needed last: a game asks for it at every move, and many games may be about one claim. */
  #trace: { claim: Hex; trace: Promise<DisputeTrace> } | undefined

  constructor(parameters: DefenderParameters) {
    this.#parameters = parameters
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
    await this.#read(head)
    const depth = BigInt(reorgDepth)
    const disputes = journal.unsettled(head.number > depth ? head.number - depth : 0n)
    const open = { game: 0, demand: 0 }
    await Promise.all(
      disputes.map(async (dispute) => {
        const isOpen =
          dispute.kind === 'game'
            ? await this.#lookAtGame(dispute, head, now, onDone)
            : await this.#lookAtDemand(dispute, head, now, onDone)
        if (isOpen) open[dispute.kind]++
      }),
    )
    metrics.openGames.set(open.game)
    metrics.openDemands.set(open.demand)
    if (open.game + open.demand === 0) this.#trace = undefined
  }

  /** Reads which games and demands there are; of the last blocks again, since they may have been others. */
  async #read(head: Head): Promise<void> {
    const { client, deployment, accounts, journal, logWindow, reorgDepth } = this.#parameters
    const start = BigInt(deployment.startBlock)
    const last = journal.readUpTo()
    let from = last === undefined ? start : last + 1n - BigInt(reorgDepth)
    if (from < start) from = start
    while (from <= head.number) {
      const end = from + BigInt(logWindow) - 1n
      const to = end < head.number ? end : head.number
      const logs = await readLogs(client, {
        address: deployment.disputeGame,
        topics: [BEGINNINGS, null, null, accounts.map((account) => pad(account, { size: 32 }))],
        fromBlock: from,
        toBlock: to,
      })
      journal.advance(disputesFrom(logs as never), to)
      from = to + 1n
    }
  }

  async #lookAtGame(
    dispute: KnownDispute,
    head: Head,
    now: number,
    onDone: () => void,
  ): Promise<boolean> {
    const { client, deployment, journal, sender } = this.#parameters
    const { number } = dispute
    const game = await readContract(client, {
      address: deployment.disputeGame,
      abi: disputeGameAbi,
      functionName: 'getGame',
      args: [number],
    })
    const at = gameStanding(game.state)
    if (at === undefined) {
      journal.remove(number)
      return false
    }
    if (at.winner !== undefined) {
      this.#end(dispute, head, at.winner === 'worker' ? 'won' : 'lost')
      return false
    }
    if (dispute.endedAt !== undefined) journal.reopen(number)
    const mine = turnOf(at.awaits) === 'worker'
    const late = now > game.deadline
    if (mine && late) this.#say(dispute, 'late', 'the time for a move ran out')
    if (mine === late) return true
    const key = late ? `timeout:${number}` : `defend:${number}:${game.turn}`
    if (!this.#busy.has(number) && !sender.isInFlight(key)) {
      this.#begin(dispute, () => this.#move(dispute, { key, since: game.since }, now), onDone)
    }
    return true
  }

  async #move(
    dispute: KnownDispute,
    { key, since }: { key: string; since: number },
    now: number,
  ): Promise<void> {
    const { client, deployment, sender, metrics, log, decide } = this.#parameters
    const { number, job } = dispute
    const { position } = await getDispute(client, {
      deployment,
      game: number,
      fromBlock: BigInt(since),
    })
    let header = new Uint8Array()
    const move = await decide({
      game: position,
      role: 'worker',
      now,
      trace: async () => {
        const trace = await this.#own(dispute)
        header = new Uint8Array(trace.commitment.header)
        return trace
      },
    })
    if (move.kind === 'none') {
      if (move.reason === 'fault') this.#say(dispute, move.reason, move.detail)
      return
    }
    const outcome = await sender.send({
      kind: `dispute-${move.kind}`,
      key,
      to: deployment.disputeGame,
      data: moveCall({ game: number, move, header }),
    })
    if (outcome.status === 'included') {
      metrics.moves.inc({ move: move.kind })
      log.info({ job, game: String(number), move: move.kind }, 'challenge answered')
    } else if ('reason' in outcome) {
      log.warn({ job, game: String(number), move: move.kind, error: outcome.reason }, 'not moved')
    }
  }

  async #lookAtDemand(
    dispute: KnownDispute,
    head: Head,
    now: number,
    onDone: () => void,
  ): Promise<boolean> {
    const { client, deployment, journal, sender } = this.#parameters
    const { number } = dispute
    const demand = await readContract(client, {
      address: deployment.disputeGame,
      abi: disputeGameAbi,
      functionName: 'getDemand',
      args: [number],
    })
    const state = DEMAND_STATES[demand.state]
    if (state === undefined) {
      journal.remove(number)
      return false
    }
    if (state !== 'open') {
      this.#end(dispute, head, state, BigInt(demand.count))
      return false
    }
    if (dispute.endedAt !== undefined) journal.reopen(number)
    if (now > demand.deadline) {
      this.#say(dispute, 'late', 'the time to answer ran out')
      return true
    }
    if (!this.#busy.has(number) && !sender.isInFlight(`answer:${number}`)) {
      this.#begin(dispute, () => this.#answer(dispute, demand), onDone)
    }
    return true
  }

  async #answer(
    dispute: KnownDispute,
    demand: { outputs: number; output: number; first: number; count: number },
  ): Promise<void> {
    const { deployment, sender, log } = this.#parameters
    const { number, job } = dispute
    const trace = await this.#own(dispute)
    const ofInput = demand.outputs === 0
    const answer = await answerDemand({
      tensors: ofInput ? [trace.input] : trace.program.outputs.map((step) => trace.tensors[step]!),
      position: ofInput ? 0 : demand.output,
      first: demand.first,
      count: demand.count,
    })
    const outcome = await sender.send({
      kind: 'dispute-answer',
      key: `answer:${number}`,
      to: deployment.disputeGame,
      data: encodeFunctionData({
        abi: disputeGameAbi,
        functionName: 'answer',
        args: [number, bytesToHex(answer.pages), answer.proof],
      }),
    })
    if (outcome.status === 'included') log.info({ job, demand: String(number) }, 'demand answered')
    else if ('reason' in outcome) {
      log.warn({ job, demand: String(number), error: outcome.reason }, 'not answered')
    }
  }

  #begin(dispute: KnownDispute, work: () => Promise<void>, onDone: () => void): void {
    const { log } = this.#parameters
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

  #end(dispute: KnownDispute, head: Head, outcome: string, pages = 0n): void {
    if (dispute.endedAt !== undefined) return
    const { journal, metrics, log, bond, demandFeePerPage, toTokens } = this.#parameters
    const { number, kind, job } = dispute
    journal.end(number, head.number, outcome)
    this.#said.delete(number)
    if (kind === 'game') {
      metrics.games.inc({ outcome })
      if (outcome === 'won') metrics.bondsEarned.inc(toTokens(bond))
    } else {
      metrics.demands.inc({ outcome })
      if (outcome === 'answered') metrics.demandFees.inc(toTokens(demandFeePerPage * pages))
    }
    const words = { job, [kind]: String(number), outcome }
    if (outcome === 'lost' || outcome === 'missed') log.error(words, 'dispute lost')
    else log.info({ ...words, ...(kind === 'game' ? { bond: toTokens(bond) } : {}) }, 'dispute won')
  }

  #say(dispute: KnownDispute, reason: string, detail: string): void {
    const { number, job, kind } = dispute
    if (this.#said.get(number) === reason) return
    this.#said.set(number, reason)
    this.#parameters.log.error({ job, [kind]: String(number), reason }, `not defended: ${detail}`)
  }
}

const BEGINNINGS = (['GameOpened', 'PagesDemanded'] as const).map(
  (eventName) => encodeEventTopics({ abi: disputeGameAbi, eventName })[0] as Hex,
)

function disputesFrom(logs: Parameters<typeof parseEventLogs>[0]['logs']) {
  return parseEventLogs({
    abi: disputeGameAbi,
    eventName: ['GameOpened', 'PagesDemanded'],
    logs,
  }).map(({ eventName, args }) => {
    const { job, worker, claim } = args
    return eventName === 'GameOpened'
      ? { number: args.game, kind: 'game' as const, job, worker, claim }
      : { number: args.demand, kind: 'demand' as const, job, worker, claim }
  })
}
