import { iDisputableAbi } from '@assay/protocol'
import { decodeContractError } from '@assay/sdk'
import {
  type Head,
  HeadLoop,
  type Housekeeping,
  LookClock,
  PerHead,
  readFunds,
  type ServiceContext,
  type StoredSeat,
} from '@assay/service'
import { concat, type Hex, hexToBigInt, keccak256 } from 'viem'
import { getBalance, readContract } from 'viem/actions'
import type { ClaimReader } from './chain/ClaimReader.ts'
import type { Checker } from './check/Checker.ts'
import { type ClaimAction, decide, type Funds, isOver, type Outcome } from './decide.ts'
import type { Challenger, ClaimAt } from './dispute/Challenger.ts'
import type { Demander } from './dispute/Demander.ts'
import type { ClaimJournal, KnownClaim } from './journal/ClaimJournal.ts'
import type { WatcherMetrics } from './observe/createWatcherMetrics.ts'
import type { WatcherStatus, WrongResult } from './observe/WatcherStatus.ts'

/** How many new claims are dated at one look, so that a long absence fills neither memory nor one request. */
const AT_ONCE = 200

export type WatcherParameters = ServiceContext<WatcherMetrics> & {
  reader: ClaimReader
  journal: ClaimJournal
  checker: Checker
  challenger: Challenger
  demander: Demander
  status: WatcherStatus
  housekeeping: Housekeeping
  pollingInterval: number
  /** What a challenge locks at least, in the token's smallest unit. */
  leastBond: bigint
  budget: bigint
  autoDeposit: boolean
  minCoin: bigint
  /** The share of results that are re-run, and what only this watcher knows and draws them by. */
  share: number
  lot: Hex
  /** Called once the chain was read for the first time. */
  onFirstTick?: () => void
}

/**
 * The loop: on each head, read the state, decide, act. It keeps no state that matters; what it forgets, chain
 * and journal tell it again.
 */
export class Watcher {
  readonly #parameters: WatcherParameters
  readonly #said = new Map<Hex, string>()
  readonly #loop: HeadLoop
  readonly #clock = new LookClock()
  readonly #own = new PerHead<{ ledger: bigint; wallet: bigint; coin: bigint }>()

  constructor(parameters: WatcherParameters) {
    this.#parameters = parameters
    this.#loop = new HeadLoop({ ...parameters, tick: () => this.tick() })
  }

  /** Runs until the signal aborts. Games go on where they were at the next start. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake(), { once: true })
    await this.#loop.run(() => !signal.aborted)
  }

  /**
   * Reads, decides and acts once.
   *
   * @returns false where nothing had changed since the last look
   */
  async tick(): Promise<boolean> {
    const { reader, status } = this.#parameters
    const head = await reader.head()
    const now = Math.max(head.timestamp, Math.floor(Date.now() / 1000))
    // After trouble, the last look may have ended half-way.
    if (status.trouble !== undefined) this.#clock.touch()
    const due = this.#clock.ask(head)
    if (due !== 'none') await this.#look(head, now)
    return due === 'new'
  }

  /** Something was done: more may be possible. */
  #wake(): void {
    this.#clock.touch()
    this.#loop.wake()
  }

  async #look(head: Head, now: number): Promise<void> {
    const { reader, sender, journal, metrics, log, status } = this.#parameters
    // Games that are open first: they have clocks, and after a long absence there is much to read.
    const claims = journal.claimsIn('wrong').filter(({ until }) => until !== undefined)
    const views = await Promise.all(claims.map((claim) => this.#parameters.challenger.read(claim)))
    const funds = await this.#funds(head, views)
    const wrong: WrongResult[] = []
    const ended: { claim: KnownClaim; at: ClaimAt; outcome: Outcome }[] = []
    for (const [index, claim] of claims.entries()) {
      const at = views[index]!
      const action = decide(at, funds, now)
      if (action.type === 'close') ended.push({ claim, at, outcome: action.outcome })
      else wrong.push(this.#dispute(claim, { at, action, funds, now }))
    }
    for (const claim of journal.claimsIn('demanded')) {
      void this.#parameters.demander.tick(claim, funds, now)
    }
    void this.#parameters.demander.settle(now)
    const cursor = journal.cursor()
    metrics.headLag.set(cursor === undefined ? 0 : Math.max(0, Number(head.number - cursor.number)))
    const undone = await reader.advance(head)
    if (undone !== undefined) {
      log.warn({ fromBlock: String(undone) }, 'the chain was reorganised; reading it again')
      await sender.recheck(undone)
    }
    metrics.headLag.set(0)
    // Only now the rewards are read that came with the ends.
    for (const { claim, at, outcome } of ended) this.#close(claim, outcome, { at, funds })
    await this.#date(now)
    this.#check(now)
    this.#parameters.housekeeping.tick(head)
    status.update({
      head,
      funds,
      shortage: sender.shortage(),
      wrong,
      counts: journal.counts(),
      totals: journal.totals(),
    })
  }

  /** Does the next thing about a claim that was found wrong. */
  #dispute(
    claim: KnownClaim,
    due: {
      at: ClaimAt
      action: Exclude<ClaimAction, { type: 'close' }>
      funds: Funds
      now: number
    },
  ): WrongResult {
    const { challenger } = this.#parameters
    const { at, action, funds, now } = due
    this.#say(claim, action)
    if (action.type !== 'wait') {
      // What is begun for one claim is not spent on the next.
      if (at.game === undefined) {
        funds.atStake += at.bond
        funds.ledger -= at.bond
        if (action.type === 'deposit') {
          funds.ledger += action.amount
          funds.wallet -= action.amount
        }
      }
      if (!this.#parameters.sender.isPaused()) {
        void challenger.perform(claim, at, action, now).then(() => this.#wake())
      }
    }
    const rest = challenger.restOf(claim.id)
    return {
      job: claim.job,
      worker: claim.worker,
      claimed: claim.outputRoot,
      computed: claim.own?.outputRoot,
      game: at.number,
      until: at.until,
      doing: rest?.detail ?? (action.type === 'wait' ? `waits: ${action.reason}` : action.type),
    }
  }

  #close(claim: KnownClaim, outcome: Outcome, { at, funds }: { at: ClaimAt; funds: Funds }): void {
    const { journal, metrics, log, status, challenger, checker } = this.#parameters
    if (outcome === 'lost') journal.book(`bond:${claim.id}`, 'bondsLost', at.bond)
    journal.setState(claim.id, 'closed', outcome)
    metrics.disputes.inc({ outcome })
    challenger.forget(claim.id)
    checker.forget(claim.id)
    this.#said.delete(claim.id)
    const { rewards, bondsLost, demandFees, gas } = journal.totals()
    const amounts = status.amounts({ rewards, bondsLost, demandFees, atStake: funds.atStake, gas })
    const words = { job: claim.job, worker: claim.worker, outcome, ...amounts }
    if (outcome === 'won' || outcome === 'refuted-by-another') log.info(words, 'dispute closed')
    else log.error(words, 'dispute closed')
  }

  /** Asks how long new claims can be challenged, and leaves those that can't be or that the draw leaves out. */
  async #date(now: number): Promise<void> {
    const { journal, share, lot } = this.#parameters
    await Promise.all(
      journal.undatedClaims(now, AT_ONCE).map(async (claim) => {
        if (claim.state === 'new' && !isDrawn(claim.id, share, lot))
          return this.#leave(claim, 'not-drawn')
        const { state, seats } = await this.#parameters.reader.job(claim.job)
        if (isOver(state)) {
          // If it is wrong, the game decides, where there is one.
          if (claim.state === 'wrong') journal.setUntil(claim.id, 0)
          else this.#leave(claim, 'settled-already')
          return
        }
        // Other workers' results are still to come, or the node lags.
        if (state !== 'submitted') return journal.postpone(claim.id, now + 2, 'result-not-there')
        try {
          journal.setUntil(claim.id, await this.#challengeableUntil(claim, lastResult(seats)))
        } catch (error) {
          // A verifier that reverts will again: one such job must not hold up all others.
          if (decodeContractError(error) === undefined) throw error
          this.#leave(claim, 'verifier-refuses')
        }
      }),
    )
  }

  #check(now: number): void {
    const { journal, checker } = this.#parameters
    for (const claim of journal.leaveOutdated(now)) {
      this.#leave(claim, claim.detail ?? 'window-passed')
      checker.forget(claim.id)
    }
    // Those that run are still among the due ones.
    const due = journal
      .dueClaims(now, checker.room + AT_ONCE)
      .filter(({ id }) => !checker.isRunning(id))
    for (const claim of due.slice(0, checker.room)) {
      void checker.check(claim, now).then(() => this.#wake())
    }
  }

  #leave(claim: KnownClaim, reason: string): void {
    const { journal, metrics, log } = this.#parameters
    journal.setState(claim.id, 'left', reason)
    metrics.left.inc({ reason })
    log.debug({ job: claim.job, reason }, 'result left')
  }

  /** Says why nothing can be done, once for each reason. */
  #say(claim: KnownClaim, action: ClaimAction): void {
    const { log } = this.#parameters
    if (action.type !== 'wait' || action.reason === 'busy' || action.reason === 'others-turn')
      return
    if (this.#said.get(claim.id) === action.reason) return
    this.#said.set(claim.id, action.reason)
    log.warn({ job: claim.job, reason: action.reason }, 'a wrong result is not challenged yet')
  }

  async #funds(head: Head, views: readonly ClaimAt[]): Promise<Funds> {
    const { client, journal, sender, leastBond, budget, autoDeposit, minCoin } = this.#parameters
    const { address } = sender
    const { ledger, wallet, coin } = await this.#own.get(head, async () => {
      const [funds, balance] = await Promise.all([
        readFunds(this.#parameters, address),
        getBalance(client, { address }),
      ])
      return { ...funds, coin: balance }
    })
    const bonds = views
      .filter(({ game }) => game !== undefined && game.winner === undefined)
      .map(({ bond }) => bond)
    const fees = journal.lockedDemands().map(({ fee }) => fee)
    const atStake = [...bonds, ...fees].reduce((sum, amount) => sum + amount, 0n)
    return { ledger, wallet, coin, minCoin, leastBond, atStake, budget, autoDeposit }
  }

  async #challengeableUntil(claim: KnownClaim, submittedAt: number): Promise<number> {
    const { client, journal } = this.#parameters
    const { policy } = journal.request(claim.job)!.request
    const until = await readContract(client, {
      address: policy.verifier,
      abi: iDisputableAbi,
      functionName: 'challengeableUntil',
      args: [policy.params, BigInt(submittedAt)],
    })
    return Number(until)
  }
}

/** When the last result came: commitments that nobody opened do not count (unix seconds). */
function lastResult(seats: readonly (StoredSeat | undefined)[]): number {
  const times = seats.map((seat) => (seat?.state === 'submitted' ? seat.submittedAt : 0))
  return Math.max(0, ...times)
}

/** Whether a claim is among the share that is re-run: nobody can tell without the lot. */
function isDrawn(claim: Hex, share: number, lot: Hex): boolean {
  const drawn = hexToBigInt(keccak256(concat([lot, claim]))) >> 204n
  return Number(drawn) < share * 2 ** 52
}
