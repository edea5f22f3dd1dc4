import type { Deployment } from '@assay/protocol'
import type { Head, OutOfGasError } from '@assay/service'
import { formatEther, formatUnits, type Hex } from 'viem'
import type { Funds } from '../decide.ts'
import type { ClaimState, Totals } from '../journal/ClaimJournal.ts'
import type { WatcherMetrics } from './createWatcherMetrics.ts'

/** How many obstacles are remembered for /status. */
const REMEMBERED = 100

/** A wrong result, and what is being done about it. */
export type WrongResult = {
  job: Hex
  worker: Hex
  claimed: Hex
  computed: Hex | undefined
  game: bigint | undefined
  until: number
  /** What is done, or what is waited for. */
  doing: string
}

export type Seen = {
  head: Head
  funds: Funds
  wrong: readonly WrongResult[]
  counts: Partial<Record<ClaimState, number>>
  totals: Totals
  /** What the key cannot pay for, if anything. */
  shortage: OutOfGasError | undefined
}

export type WatcherStatusParameters = {
  version: string
  deployment: Deployment
  metrics: WatcherMetrics
  /** What is watched, in the words of the configuration. */
  watch: Readonly<Record<string, unknown>>
}

/** What the watcher says of itself at /ready and /status. */
export class WatcherStatus {
  readonly #parameters: WatcherStatusParameters
  readonly #obstacles: { job: Hex; reason: string; detail: string; at: string }[] = []
  #seen: Seen | undefined
  address: Hex | undefined
  /** What keeps the watcher from working, in words. */
  trouble: string | undefined = 'starting'
  token = { symbol: '', decimals: 0 }

  constructor(parameters: WatcherStatusParameters) {
    this.#parameters = parameters
  }

  update(seen: Seen): void {
    this.#seen = seen
    this.trouble = undefined
    const { metrics } = this.#parameters
    const tokens = (amount: bigint) => Number(formatUnits(amount, this.token.decimals))
    const { funds, totals, counts } = seen
    metrics.balance.set({ where: 'ledger' }, tokens(funds.ledger))
    metrics.balance.set({ where: 'wallet' }, tokens(funds.wallet))
    metrics.balance.set({ where: 'coin' }, Number(formatEther(funds.coin)))
    metrics.atStake.set(tokens(funds.atStake))
    metrics.rewards.set(tokens(totals.rewards))
    metrics.bondsLost.set(tokens(totals.bondsLost))
    metrics.demandFees.set(tokens(totals.demandFees))
    metrics.gasSpent.set(Number(formatEther(totals.gas)))
    metrics.unchecked.set(counts.new ?? 0)
    metrics.openGames.set(seen.wrong.filter(({ game }) => game !== undefined).length)
  }

  obstacle(job: Hex, reason: string, detail: string): void {
    this.#obstacles.unshift({ job, reason, detail, at: new Date().toISOString() })
    this.#obstacles.length = Math.min(this.#obstacles.length, REMEMBERED)
  }

  /** Why the watcher is not ready; nothing when it is. */
  notReady(): string[] {
    const reasons: string[] = []
    if (this.trouble !== undefined) reasons.push(this.trouble)
    const { funds, shortage } = this.#seen ?? {}
    if (shortage !== undefined) reasons.push(`nothing can be sent: ${shortage.message}`)
    else if (funds !== undefined && funds.coin < funds.minCoin) {
      reasons.push(
        "the balance of the chain's coin is too low: it re-runs results, and challenges none",
      )
    } else if (funds !== undefined && this.#poor(funds)) {
      reasons.push(
        'ledger and wallet hold less than one bond: it re-runs results, and challenges none',
      )
    }
    return reasons
  }

  /** Amounts as people read them. */
  amounts({ gas, ...tokens }: Totals & { atStake: bigint }): Record<string, string> {
    const { symbol, decimals } = this.token
    const named = Object.entries(tokens).map(([name, amount]) => [
      name,
      `${formatUnits(amount, decimals)} ${symbol}`,
    ])
    return { ...Object.fromEntries(named), gas: `${formatEther(gas)} coins` }
  }

  report(): Record<string, unknown> {
    const { version, deployment, watch } = this.#parameters
    const reasons = this.notReady()
    const { symbol, decimals } = this.token
    const amount = (value: bigint) => `${formatUnits(value, decimals)} ${symbol}`
    const seen = this.#seen
    return {
      version,
      watcher: this.address,
      ready: reasons.length === 0,
      reasons,
      chain: {
        id: deployment.chainId,
        market: deployment.market,
        multiSeatMarket: deployment.multiSeatMarket,
        disputeGame: deployment.disputeGame,
        head: seen?.head.number,
        time: seen && new Date(seen.head.timestamp * 1000).toISOString(),
      },
      watch,
      results: seen?.counts,
      wrong: seen?.wrong.map((result) => ({
        ...result,
        until: new Date(result.until * 1000).toISOString(),
      })),
      balances: seen && {
        coin: formatEther(seen.funds.coin),
        wallet: amount(seen.funds.wallet),
        ledger: amount(seen.funds.ledger),
        atStake: amount(seen.funds.atStake),
        budget: amount(seen.funds.budget),
      },
      profitAndLoss: seen && {
        rewards: amount(seen.totals.rewards),
        bondsLost: amount(seen.totals.bondsLost),
        demandFees: amount(seen.totals.demandFees),
        gas: `${formatEther(seen.totals.gas)} coins`,
      },
      notRerun: this.#obstacles,
    }
  }

  /** Unable to pay for one bond. */
  #poor({ ledger, wallet, leastBond, atStake, autoDeposit }: Funds): boolean {
    return atStake === 0n && ledger + (autoDeposit ? wallet : 0n) < leastBond
  }
}
