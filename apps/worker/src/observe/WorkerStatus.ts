import type { Deployment } from '@assay/protocol'
import type { Head, OutOfGasError } from '@assay/service'
import { formatEther, formatUnits, type Hex } from 'viem'
import { GAS_PER_JOB } from '../gas.ts'
import type { JobView } from '../JobView.ts'
import type { ServedModel } from '../models/loadModel.ts'
import type { Rules, WorkerState } from '../Rules.ts'
import type { SkipReason } from '../SkipReason.ts'
import type { WorkerMetrics } from './createWorkerMetrics.ts'

/** How many skipped jobs are remembered for /status. */
const REMEMBERED = 100

/** A job that the worker does not take. */
export type SkippedJob = {
  job: Hex
  model: Hex
  requester: Hex
  reason: SkipReason
  /** What the reason leaves out, such as why the market refused. */
  detail?: string
}

/** The settings' file, where there is one. */
export type SettingsState = {
  file: string
  /** When the rules in force were read. */
  loadedAt: string
  /** Why the file as it is now was not taken. */
  fault?: string
  /** Settings that the file changed, and that count only after a restart. */
  needRestart: readonly string[]
}

/** What the worker saw at its last look. */
export type Seen = {
  head: Head
  /** The chain's time (unix seconds). */
  now: number
  worker: WorkerState
  views: readonly JobView[]
  /** Collateral in claimed and submitted jobs. */
  locked: bigint
  /** Until when it owes something in each of its claims (unix seconds). */
  owed: readonly number[]
  /** What the key cannot pay for, if anything. */
  shortage: OutOfGasError | undefined
}

export type WorkerStatusParameters = {
  version: string
  deployment: Deployment
  models: readonly ServedModel[]
  metrics: WorkerMetrics
}

/** What the worker says of itself at /ready and /status. */
export class WorkerStatus {
  readonly #parameters: WorkerStatusParameters
  readonly #skipped: (SkippedJob & { at: string })[] = []
  #seen: Seen | undefined
  address: Hex | undefined
  /** The key that acts for the address, where it is another. */
  key: Hex | undefined
  draining = false
  /** What keeps the worker from working, in words. */
  trouble: string | undefined = 'starting'
  token = { symbol: '', decimals: 0 }
  /** The rules in force, once they are known. */
  rules: Rules | undefined
  settings: SettingsState | undefined

  constructor(parameters: WorkerStatusParameters) {
    this.#parameters = parameters
  }

  update(seen: Seen): void {
    this.#seen = seen
    const { metrics } = this.#parameters
    const tokens = (amount: bigint) => Number(formatUnits(amount, this.token.decimals))
    metrics.balance.set({ where: 'ledger' }, tokens(seen.worker.ledgerBalance))
    metrics.balance.set({ where: 'wallet' }, tokens(seen.worker.walletBalance))
    metrics.balance.set({ where: 'coin' }, Number(formatEther(seen.worker.coinBalance)))
    metrics.collateral.set(tokens(seen.locked))
    const { keyUntil } = seen.worker
    if (keyUntil !== undefined) metrics.keyValid.set(Math.max(0, keyUntil - seen.now))
    const { coinBalance, gasPrice } = seen.worker
    metrics.gasRunway.set(Number(coinBalance / (GAS_PER_JOB * (gasPrice > 0n ? gasPrice : 1n))))
  }

  skip(skipped: SkippedJob): void {
    this.#skipped.unshift({ ...skipped, at: new Date().toISOString() })
    this.#skipped.length = Math.min(this.#skipped.length, REMEMBERED)
  }

  /** Why the worker is not ready; nothing when it is. */
  notReady(): string[] {
    const reasons: string[] = []
    if (this.trouble !== undefined) reasons.push(this.trouble)
    if (this.draining) reasons.push('draining: the process is about to end')
    const seen = this.#seen
    const keyUntil = seen?.worker.keyUntil
    if (seen !== undefined && keyUntil !== undefined && keyUntil <= seen.now) {
      const since = keyUntil === 0 ? '' : ` since ${new Date(keyUntil * 1000).toISOString()}`
      reasons.push(`the account ${this.address} lists the key ${this.key} no more${since}`)
    }
    if (seen?.shortage !== undefined) {
      const [first] = seen.owed.toSorted((a, b) => a - b)
      const before = first === undefined ? '' : ` before ${new Date(first * 1000).toISOString()}`
      reasons.push(
        `${seen.owed.length} claimed jobs cannot be answered${before}: ${seen.shortage.message}`,
      )
    } else if (seen !== undefined && seen.worker.coinBalance < (this.rules?.minCoinBalance ?? 0n)) {
      reasons.push("the balance of the chain's coin is too low to pay for gas")
    }
    return reasons
  }

  report(): Record<string, unknown> {
    const { version, deployment, models } = this.#parameters
    const reasons = this.notReady()
    const { symbol, decimals } = this.token
    const amount = (value: bigint) => `${formatUnits(value, decimals)} ${symbol}`
    const seen = this.#seen
    return {
      version,
      worker: this.address,
      key: this.key,
      ready: reasons.length === 0,
      reasons,
      chain: {
        id: deployment.chainId,
        market: deployment.market,
        multiSeatMarket: deployment.multiSeatMarket,
        head: seen?.head.number,
        time: seen && new Date(seen.head.timestamp * 1000).toISOString(),
      },
      settings: this.settings,
      models: models.map(({ name, modelId, profile, cardDigest, pool }) => ({
        name,
        modelId,
        profile,
        cardDigest,
        minFee: amount(this.rules?.models.get(modelId)?.minFee ?? 0n),
        published: seen?.worker.published.has(modelId),
        engine: pool.engine,
        inputBytes: pool.inputBytes,
        outputs: pool.outputs,
      })),
      balances: seen && {
        coin: formatEther(seen.worker.coinBalance),
        wallet: amount(seen.worker.walletBalance),
        ledger: amount(seen.worker.ledgerBalance),
        locked: amount(seen.locked),
      },
      jobs: seen?.views.map(({ id, state, worker, deadline, input, hasResult, busy }) => ({
        id,
        state,
        worker,
        deadline: deadline && new Date(deadline * 1000).toISOString(),
        input: typeof input === 'string' ? input : input.unusable,
        hasResult,
        busy,
      })),
      skipped: this.#skipped,
    }
  }
}
