import type { DatabaseSync } from 'node:sqlite'
import { parseGwei } from 'viem'
import type { ServiceConfig } from '../config/loadServiceConfig.ts'
import type { ServiceSettings } from '../config/serviceSettings.ts'
import type { Metrics } from '../createMetrics.ts'
import { TransactionJournal } from '../journal/TransactionJournal.ts'
import type { AtEnd } from '../runService.ts'
import {
  type CreateTransactionSenderParameters,
  createTransactionSender,
} from './createTransactionSender.ts'
import { marketSharing } from './marketSharing.ts'
import type { TransactionSender } from './TransactionSender.ts'

export type OpenSenderParameters = Pick<
  CreateTransactionSenderParameters,
  'client' | 'account' | 'log' | 'decodeRevert' | 'onStage'
> & {
  config: ServiceConfig<ServiceSettings>
  /** The key's journal. */
  database: DatabaseSync
  metrics: Pick<Metrics, 'transactions'>
  /** Told what a transaction's gas cost (wei), once that is known. */
  onPaid: (cost: bigint, transaction: string) => void
  atEnd: AtEnd
}

/** Opens the sender of a service's transactions, as its settings want them. */
export function openSender(parameters: OpenSenderParameters): TransactionSender {
  const { config, database, metrics, onPaid, atEnd, ...rest } = parameters
  const { stallAfter, pollingInterval } = config.chain
  const { maxFeePerGas } = config.gas
  const sender = createTransactionSender({
    ...rest,
    chainId: config.deployment.chainId,
    journal: new TransactionJournal(database),
    shared: marketSharing(config.deployment),
    stallAfter,
    pollingInterval: Math.min(pollingInterval, 1_000),
    ...(maxFeePerGas === undefined ? {} : { maxFeePerGas: parseGwei(maxFeePerGas) }),
    onOutcome: (kind, outcome) => {
      metrics.transactions.inc({ kind, status: outcome.status })
      if (!('receipt' in outcome)) return
      const { transactionHash, gasUsed, effectiveGasPrice } = outcome.receipt
      onPaid(gasUsed * effectiveGasPrice, transactionHash)
    },
  })
  atEnd(() => sender.close())
  return sender
}
