import { keys } from '@assay/sdk'
import { type Head, PerHead, readFunds, type ServiceContext } from '@assay/service'
import { isAddressEqual } from 'viem'
import { getBalance, getBlock, getGasPrice } from 'viem/actions'
import type { PublishedReader } from './chain/PublishedReader.ts'
import { GAS_PER_JOB } from './gas.ts'
import type { ResultMaker } from './jobs/ResultMaker.ts'
import type { Obligations } from './Obligations.ts'
import type { Rules, WorkerState } from './Rules.ts'

export type StateReaderParameters = Pick<
  ServiceContext,
  'client' | 'deployment' | 'account' | 'sender'
> & {
  published: PublishedReader
  maker: Pick<ResultMaker, 'runTimes'>
  obligations: Obligations
  status: { draining: boolean }
  deposits: { depositAgainAt: number }
  rules: Pick<Rules, 'coinPrice'>
}

/** How old what strangers are told and judged by may be (milliseconds). */
const RECENT = 1_000

/** What only a block changes. */
type ChainState = {
  /** The block's time (unix seconds). */
  timestamp: number
  funds: { ledger: bigint; wallet: bigint }
  coinBalance: bigint
  gasPrice: bigint
  models: WorkerState['published']
  keyUntil: number | undefined
}

/** Reads what the worker has and may do now. */
export class StateReader {
  readonly #parameters: StateReaderParameters
  readonly #perHead = new PerHead<ChainState>()
  #asking: Promise<ChainState> | undefined

  constructor(parameters: StateReaderParameters) {
    this.#parameters = parameters
  }

  /** What the worker has at the newest block. */
  async read(head: Head): Promise<WorkerState> {
    return this.#with(await this.#perHead.get(head, () => this.#ask(head)))
  }

  /**
   * What the worker has, as read a moment ago at most: strangers ask for it as often as they like.
   *
   * @returns with the time that the next block will have (unix seconds)
   */
  async recent(): Promise<{ worker: WorkerState; now: number }> {
    return this.#atPresent(this.#perHead.recent(RECENT) ?? (await this.#fresh()))
  }

  /** As recent, of the block that is the newest now. */
  async newest(): Promise<{ worker: WorkerState; now: number }> {
    return this.#atPresent(await this.#fresh())
  }

  #atPresent(state: ChainState): { worker: WorkerState; now: number } {
    const now = Math.max(state.timestamp, Math.floor(Date.now() / 1000))
    return { worker: this.#with(state), now }
  }

  /** Asks once for all that want it in the meantime. */
  #fresh(): Promise<ChainState> {
    this.#asking ??= this.#readNewest().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #readNewest(): Promise<ChainState> {
    const { number, hash, timestamp } = await getBlock(this.#parameters.client)
    const head = { number, hash, timestamp: Number(timestamp) }
    return this.#perHead.get(head, () => this.#ask(head))
  }

  #with(state: ChainState): WorkerState {
    const { sender, account, maker, obligations, status, rules, deposits } = this.#parameters
    const isOwn = isAddressEqual(account, sender.address)
    const { funds, coinBalance, gasPrice, models, keyUntil } = state
    return {
      address: account,
      ledgerBalance: funds.ledger,
      // A key deposits its own tokens only: the owner of the account that it works for deposits the account's.
      walletBalance: isOwn ? funds.wallet : 0n,
      coinBalance,
      isOutOfGas: sender.isPaused(),
      depositAgainAt: deposits.depositAgainAt,
      gasPrice,
      gasCost: (GAS_PER_JOB * gasPrice * rules.coinPrice) / 10n ** 18n,
      published: models,
      runTimes: maker.runTimes,
      promised: obligations.promised(),
      promisedGas: obligations.promisedGas(),
      promisedCollateral: obligations.promisedCollateral(),
      claimedCollateral: obligations.claimedCollateral,
      keyUntil,
      draining: status.draining,
    }
  }

  async #ask({ timestamp }: Head): Promise<ChainState> {
    const { client, deployment, sender, account, published } = this.#parameters
    const signer = sender.address
    const isOwn = isAddressEqual(account, signer)
    const [funds, coinBalance, gasPrice, models, key] = await Promise.all([
      readFunds(this.#parameters, account),
      getBalance(client, { address: sender.address }),
      getGasPrice(client),
      published.read(),
      isOwn ? undefined : keys.get(client, { deployment, owner: account, signer }),
    ])
    return { timestamp, funds, coinBalance, gasPrice, models, keyUntil: key?.validUntil }
  }
}
