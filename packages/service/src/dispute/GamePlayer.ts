import {
  type DisputeMove,
  type DisputeRole,
  type DisputeTrace,
  nextMove,
  type Rest,
  rankProof,
} from '@assay/program'
import { type Call, type Deployment, disputeCalls, encodeCall } from '@assay/protocol'
import { disputes, moveCall, rankCall } from '@assay/sdk'
import type { Hex } from 'viem'
import type { ChainClient } from '../chain/createChainClient.ts'
import { isRefusedWith } from '../sender/isRefusedWith.ts'
import type { TransactionOutcome, TransactionSender } from '../sender/TransactionSender.ts'

export type GamePlayerParameters = {
  client: ChainClient
  deployment: Deployment
  sender: TransactionSender
  role: DisputeRole
  /** Decides on moves; that of @assay/program by default. */
  decide?: typeof nextMove
}

export type PlayParameters = {
  game: bigint
  /** The block in which it began. */
  since: bigint
  /** The turn at which the chain has the game. */
  turn: number
  /** The time that the next block has at least (unix seconds). */
  now: number
  /** The own computation; asked for only when it is this side's turn. */
  trace: () => Promise<DisputeTrace>
  /** Other games of the claim are known, which may have opened what this one waits for. */
  hasSiblings?: boolean
  /** The salt of a challenger's commitment that the game does not know of yet. */
  salt?: Hex | undefined
}

/** What was done in a game, or why nothing was. */
export type Played =
  | {
      move: DisputeMove | { kind: 'rank' | 'reuse' }
      outcome: TransactionOutcome
    }
  | { move: Rest; outcome?: undefined }

/** Plays one side of games: reads where one stands, decides on the move that is due, and sends it. */
export class GamePlayer {
  readonly #parameters: GamePlayerParameters

  constructor(parameters: GamePlayerParameters) {
    this.#parameters = parameters
  }

  /** Whether something that this side does in a game at a turn is under way. */
  isBusy(game: bigint, turn: number): boolean {
    const { sender } = this.#parameters
    return [`move:${game}:${turn}`, `rank:${game}`, `timeout:${game}`].some((key) =>
      sender.isInFlight(key),
    )
  }

  /** Does what is due in a game, if anything is. */
  async play(parameters: PlayParameters): Promise<Played> {
    const { client, deployment, role, decide = nextMove } = this.#parameters
    const { game, since, turn, now, hasSiblings = false, salt } = parameters
    const { position } = await disputes.get(client, { deployment, game, fromBlock: since })
    let own: DisputeTrace | undefined
    const trace = async () => {
      own ??= await parameters.trace()
      return own
    }
    const move = await decide({ game: position, role, now, trace })
    if (move.kind === 'none') return { move }
    if (move.kind === 'judge' && salt !== undefined) {
      const rank = await rankProof(position, await trace())
      if (rank !== undefined) {
        const call = rankCall(deployment, { game, proof: rank, salt })
        const outcome = await this.#send('rank', `rank:${game}`, call)
        return { move: { kind: 'rank' }, outcome }
      }
    }
    const key = move.kind === 'timeout' ? `timeout:${game}` : `move:${game}:${turn}`
    const opens = move.kind === 'openTrace' || move.kind === 'open' || move.kind === 'show'
    if (opens && hasSiblings) {
      const outcome = await this.#send('reuse', key, disputeCalls.reuse(deployment, { game }))
      if (!isRefusedWith(outcome, 'NotOpenedYet')) return { move: { kind: 'reuse' }, outcome }
    }
    const header = own?.commitment.header ?? new Uint8Array()
    const call = moveCall(deployment, { game, move, header: new Uint8Array(header) })
    return { move, outcome: await this.#send(move.kind, key, call) }
  }

  #send(move: string, key: string, call: Call): Promise<TransactionOutcome> {
    const { sender } = this.#parameters
    return sender.send({ kind: `dispute-${move}`, key, ...encodeCall(call) })
  }
}
