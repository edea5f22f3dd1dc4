import { keys } from '@assay/sdk'
import { type Head, PerHead, readFunds, type ServiceContext } from '@assay/service'
import { isAddressEqual } from 'viem'
import { getBalance, getGasPrice } from 'viem/actions'
import type { PublishedReader } from './chain/PublishedReader.ts'
import { GAS_PER_JOB } from './gas.ts'
import type { ResultMaker } from './jobs/ResultMaker.ts'
import type { Obligations } from './Obligations.ts'
import type { WorkerState } from './Rules.ts'

export type StateReaderParameters = Pick<
  ServiceContext,
  'client' | 'deployment' | 'account' | 'sender'
> & {
  published: PublishedReader
  maker: Pick<ResultMaker, 'runTimes'>
  obligations: Obligations
  status: { draining: boolean }
  deposits: { depositAgainAt: number }
  /** Value of one coin (1e18 wei) in the token's smallest unit; zero leaves gas out of the price. */
  coinPrice: bigint
}

/** What only a block changes. */
type ChainState = {
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

  constructor(parameters: StateReaderParameters) {
    this.#parameters = parameters
  }

  /** @param head the newest block, where what was read at it is good enough */
  async read(head?: Head): Promise<WorkerState> {
    const { sender, account, maker, obligations, status, coinPrice, deposits } = this.#parameters
    const isOwn = isAddressEqual(account, sender.address)
    const { funds, coinBalance, gasPrice, models, keyUntil } =
      head === undefined ? await this.#ask() : await this.#perHead.get(head, () => this.#ask())
    return {
      address: account,
      ledgerBalance: funds.ledger,
      // A key deposits its own tokens only: the owner of the account that it works for deposits the account's.
      walletBalance: isOwn ? funds.wallet : 0n,
      coinBalance,
      isOutOfGas: sender.isPaused(),
      depositAgainAt: deposits.depositAgainAt,
      gasPrice,
      gasCost: (GAS_PER_JOB * gasPrice * coinPrice) / 10n ** 18n,
      published: models,
      runTimes: maker.runTimes,
      promised: obligations.promised(),
      promisedGas: obligations.promisedGas(),
      keyUntil,
      draining: status.draining,
    }
  }

  async #ask(): Promise<ChainState> {
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
    return { funds, coinBalance, gasPrice, models, keyUntil: key?.validUntil }
  }
}
