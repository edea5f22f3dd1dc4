import { readFunds, type ServiceContext } from '@assay/service'
import { isAddressEqual } from 'viem'
import { getBalance, getGasPrice } from 'viem/actions'
import type { PublishedReader } from './chain/PublishedReader.ts'
import type { ResultMaker } from './jobs/ResultMaker.ts'
import type { Obligations } from './Obligations.ts'
import type { WorkerState } from './Rules.ts'

/** More than the gas of a claim and of a submission with its settlement together, for pricing and to keep back. */
const GAS_PER_JOB = 500_000n

export type StateReaderParameters = Pick<
  ServiceContext,
  'client' | 'deployment' | 'account' | 'sender'
> & {
  published: PublishedReader
  maker: Pick<ResultMaker, 'runTimes'>
  obligations: Obligations
  status: { draining: boolean }
  /** Value of one coin (1e18 wei) in the token's smallest unit; zero leaves gas out of the price. */
  coinPrice: bigint
}

/** Reads what the worker has and may do now. */
export class StateReader {
  readonly #parameters: StateReaderParameters

  constructor(parameters: StateReaderParameters) {
    this.#parameters = parameters
  }

  async read(): Promise<WorkerState> {
    const { client, sender, account, published, maker, obligations, status, coinPrice } =
      this.#parameters
    const isOwn = isAddressEqual(account, sender.address)
    const [funds, coinBalance, gasPrice, models] = await Promise.all([
      readFunds(this.#parameters, account),
      getBalance(client, { address: sender.address }),
      getGasPrice(client),
      published.read(),
    ])
    return {
      address: account,
      ledgerBalance: funds.ledger,
      // A key deposits its own tokens only: the owner of the account that it works for deposits the account's.
      walletBalance: isOwn ? funds.wallet : 0n,
      coinBalance,
      gasPerJob: GAS_PER_JOB * gasPrice,
      gasCost: (GAS_PER_JOB * gasPrice * coinPrice) / 10n ** 18n,
      published: models,
      runTimes: maker.runTimes,
      promised: obligations.promised(),
      draining: status.draining,
    }
  }
}
