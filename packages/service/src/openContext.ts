import type { DatabaseSync } from 'node:sqlite'
import type { Deployment } from '@assay/protocol'
import { balances, decodeContractError } from '@assay/sdk'
import { type Address, formatUnits, type LocalAccount } from 'viem'
import type { ChainClient } from './chain/createChainClient.ts'
import { reachChain } from './chain/reachChain.ts'
import type { ServiceConfig } from './config/loadServiceConfig.ts'
import type { ServiceSettings } from './config/serviceSettings.ts'
import type { Log } from './createLog.ts'
import type { Metrics } from './createMetrics.ts'
import { openKeyJournal } from './journal/openKeyJournal.ts'
import type { AtEnd } from './runService.ts'
import { openSender } from './sender/openSender.ts'
import type { TransactionSender, TransactionStage } from './sender/TransactionSender.ts'

/** What every part of a service works with. */
export type ServiceContext<metrics = Metrics> = {
  client: ChainClient
  deployment: Deployment
  /** The account whose work and money it is: the sender's own, or one that listed the sender's as its key. */
  account: Address
  sender: TransactionSender
  log: Log
  metrics: metrics
  /** An amount in whole tokens, for logs and metrics. */
  toTokens: (amount: bigint) => number
  /** Aborts when the service ends. */
  signal: AbortSignal
}

export type OpenContextParameters<metrics extends Pick<Metrics, 'transactions'>, journal> = {
  config: ServiceConfig<ServiceSettings>
  client: ChainClient
  /** The key that signs and sends. */
  key: LocalAccount
  account: Address
  log: Log
  metrics: metrics
  /** Is told what is waited for, and how the token is written. */
  status: { trouble: string | undefined; token: { symbol: string; decimals: number } }
  /** Ends the start. */
  signal: AbortSignal
  /** Aborts when the service ends. */
  ended: AbortSignal
  atEnd: AtEnd
  /** The tables of the service's own (see migrate). */
  tables: readonly string[]
  openJournal: (database: DatabaseSync) => journal
  /** Told what a transaction's gas cost (wei), once that is known. */
  onPaid: (cost: bigint, transaction: string, journal: journal) => void
  onStage?: (kind: string, stage: TransactionStage) => void | Promise<void>
}

/**
 * Waits for the chain, takes the key and its journal, and makes what every part of the service works with.
 *
 * @throws ServiceError for another chain, or where another process uses the key
 */
export async function openContext<metrics extends Pick<Metrics, 'transactions'>, journal>(
  parameters: OpenContextParameters<metrics, journal>,
): Promise<{
  context: ServiceContext<metrics>
  journal: journal
  /** The token's decimals: its smallest unit is 10 to the power of minus this. */
  decimals: number
}> {
  const { config, client, key, account, log, metrics, status, signal, atEnd } = parameters
  const { data, deployment } = config
  const genesis = await reachChain({ client, deployment, log, signal, status })
  const { tables } = parameters
  const database = openKeyJournal({
    ...{ data, deployment, genesis, account, tables, atEnd },
    key: key.address,
  })
  const token = await balances.getToken(client, { deployment })
  const journal = parameters.openJournal(database)
  const { ended, onPaid, onStage } = parameters
  const sender = openSender({
    ...{ config, client, account: key, database, metrics, log, atEnd },
    decodeRevert: decodeContractError,
    onPaid: (cost, transaction) => onPaid(cost, transaction, journal),
    ...(onStage === undefined ? {} : { onStage }),
  })
  status.token = token
  const { decimals } = token
  const toTokens = (amount: bigint) => Number(formatUnits(amount, decimals))
  const context: ServiceContext<metrics> = {
    ...{ client, deployment, account, sender, log, metrics, toTokens },
    signal: ended,
  }
  return { context, journal, decimals }
}
