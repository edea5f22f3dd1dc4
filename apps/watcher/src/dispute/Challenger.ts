import { type DisputeMove, type DisputeTrace, nextMove, type Rest } from '@assay/program'
import { type Deployment, disputeGameAbi, marketAbi } from '@assay/protocol'
import {
  ContractError,
  gameStanding,
  getDispute,
  type JobState,
  moveCall,
  permitCall,
} from '@assay/sdk'
import type { ChainClient, Log, TransactionOutcome, TransactionSender } from '@assay/service'
import {
  bytesToHex,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  isAddressEqual,
  zeroAddress,
} from 'viem'
import { readContract } from 'viem/actions'
import type { ClaimAction, ClaimView, Funds } from '../decide.ts'
import type { ClaimJournal, KnownClaim } from '../journal/ClaimJournal.ts'
import type { WatcherMetrics } from '../observe/createWatcherMetrics.ts'
import type { ProgramLibrary } from '../programs/ProgramLibrary.ts'
import { challengeCommitment } from './challengeCommitment.ts'

/** How long what was refused is left alone, the first time; then twice as long each time, up to the most (seconds). */
const PATIENCE = { first: 2, most: 60 }

/** A claim that was found wrong, as the chain has it now. */
export type ClaimAt = ClaimView & { number: bigint | undefined; turn: number; since: bigint }

export type ChallengerParameters = {
  client: ChainClient
  deployment: Deployment
  journal: ClaimJournal
  library: ProgramLibrary
  sender: TransactionSender
  metrics: WatcherMetrics
  log: Log
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
    const [state, known, number, committedAt] = await Promise.all([
      jobState(claim.job),
      readContract(client, { ...dispute, functionName: 'getClaim', args: [claim.id] }),
      readContract(client, {
        ...dispute,
        functionName: 'gameOf',
        args: [claim.id, sender.address],
      }),
      readContract(client, { ...dispute, functionName: 'committedAt', args: [commitment] }),
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
      committedAt: committedAt === 0n ? undefined : committedAt,
      busy: this.#isBusy(claim, number, game?.turn ?? 0),
      ...(retry === undefined ? {} : { askAgainAt: retry.at }),
    }
  }

  #isBusy(claim: KnownClaim, game: bigint, turn: number): boolean {
    const { sender } = this.#parameters
    const keys = [
      `commit:${claim.id}`,
      `challenge:${claim.id}`,
      `move:${game}:${turn}`,
      `timeout:${game}`,
      `finalize:${claim.job}`,
    ]
    return this.#busy.has(claim.id) || keys.some((key) => sender.isInFlight(key))
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
    this.#parameters.log.warn({ job: claim.job, action, error: reason }, 'not done; trying again')
  }

  async #do(
    claim: KnownClaim,
    at: ClaimAt,
    action: Exclude<ClaimAction, { type: 'wait' | 'close' }>,
    now: number,
  ): Promise<TransactionOutcome | undefined> {
    const { deployment, journal, library, log } = this.#parameters
    const { request } = journal.request(claim.job)!
    const to = deployment.disputeGame
    switch (action.type) {
      case 'allow-bonds':
        return this.#allowBonds()
      case 'deposit':
        return this.#deposit(action.amount)
      case 'commit': {
        const data = encodeFunctionData({
          abi: disputeGameAbi,
          functionName: 'commit',
          args: [this.#commitment(claim)],
        })
        return this.#send('commit', `commit:${claim.id}`, to, data)
      }
      case 'challenge': {
        const header = await library.use(request.model, async ({ commitment }) => commitment.header)
        const data = encodeFunctionData({
          abi: disputeGameAbi,
          functionName: 'challenge',
          args: [request, BigInt(claim.seat), bytesToHex(header), claim.salt!],
        })
        const outcome = await this.#send('challenge', `challenge:${claim.id}`, to, data)
        if (outcome.status === 'included') {
          log.info({ job: claim.job, worker: claim.worker }, 'challenged')
        }
        return outcome
      }
      case 'move':
      case 'timeout':
        return this.#move(claim, at, now)
      case 'finalize': {
        const data = encodeFunctionData({
          abi: marketAbi,
          functionName: 'finalize',
          args: [request, '0x'],
        })
        return this.#send('finalize', `finalize:${claim.job}`, deployment.market, data)
      }
    }
  }

  async #move(
    claim: KnownClaim,
    { number, turn, since }: ClaimAt,
    now: number,
  ): Promise<TransactionOutcome | undefined> {
    const { client, deployment, metrics, log, trace } = this.#parameters
    if (number === undefined) return undefined
    const { position } = await getDispute(client, {
      deployment,
      game: number,
      fromBlock: since,
    })
    let header = new Uint8Array()
    const own = async () => {
      const computed = await trace(claim)
      header = new Uint8Array(computed.commitment.header)
      return computed
    }
    const move = await nextMove({ game: position, role: 'challenger', now, trace: own })
    if (move.kind === 'none') {
      this.#rest(claim, move)
      return undefined
    }
    this.#rests.delete(claim.id)
    const key = move.kind === 'timeout' ? `timeout:${number}` : `move:${number}:${turn}`
    const data = moveCall({ game: number, move, header })
    const outcome = await this.#send(`dispute-${move.kind}`, key, deployment.disputeGame, data)
    if (outcome.status === 'included') {
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

  /** Gets what lacks of an amount into the market, and leave for the dispute to take it; true once that is so. */
  async provide(amount: bigint, funds: Funds): Promise<boolean> {
    if (funds.market < amount) {
      const lacking = amount - funds.market
      if (funds.autoDeposit && funds.wallet >= lacking) await this.#deposit(lacking)
      else this.#parameters.log.warn('market and wallet hold too little for a demand')
      return false
    }
    if (funds.bondsAllowed) return true
    await this.#allowBonds()
    return false
  }

  #allowBonds(): Promise<TransactionOutcome> {
    const { deployment } = this.#parameters
    const data = encodeFunctionData({
      abi: marketAbi,
      functionName: 'setOperator',
      args: [deployment.disputeGame, true],
    })
    return this.#send('allow-bonds', 'allow-bonds', deployment.market, data)
  }

  async #deposit(amount: bigint): Promise<TransactionOutcome> {
    const { client, deployment } = this.#parameters
    let data = await permitCall(client, { deployment, account: client.account, amount })
    if (data === undefined) {
      const approve = encodeFunctionData({
        abi: erc20Abi,
        functionName: 'approve',
        args: [deployment.market, amount],
      })
      const approved = await this.#send('approve', 'approve', deployment.token, approve)
      if (approved.status !== 'included') return approved
      data = encodeFunctionData({ abi: marketAbi, functionName: 'deposit', args: [amount] })
    }
    return this.#send('deposit', 'deposit', deployment.market, data)
  }

  #commitment(claim: KnownClaim): Hex {
    const { sender } = this.#parameters
    return challengeCommitment({
      challenger: sender.address,
      claim: claim.id,
      salt: claim.salt!,
    })
  }

  #send(kind: string, key: string, to: Hex, data: Hex): Promise<TransactionOutcome> {
    return this.#parameters.sender.send({ kind, key, to, data })
  }
}

/** What a move says, for the log. */
function described(move: DisputeMove): Record<string, unknown> {
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
