import { join } from 'node:path'
import { encodeCall, ledgerCalls } from '@assay/protocol'
import {
  acquireLock,
  createChainClient,
  deposit,
  EXIT_CODES,
  openAccount,
  openContext,
  readFunds,
  runService,
  ServiceError,
  type TransactionOutcome,
} from '@assay/service'
import { type Address, formatUnits, type Hex, isAddressEqual, parseUnits } from 'viem'
import manifest from '../package.json' with { type: 'json' }
import type { WorkerConfig } from './config.ts'
import { openJournals } from './journals.ts'
import { WORKER_TABLES } from './journalTables.ts'
import { createWorkerMetrics } from './observe/createWorkerMetrics.ts'

/** Tokens on their way between a worker's wallet and the ledger. */
export type TokenMove = {
  kind: 'deposit' | 'withdraw'
  /** In whole tokens; all that is free where it is left out. */
  amount?: string
  /** Who gets what is withdrawn; the account itself by default. */
  to?: Address
}

/** What was moved, amounts in whole tokens. */
export type MovedTokens = {
  transaction: Hex
  amount: string
  symbol: string
  account: Address
  to: Address
}

/**
 * Moves a worker's own tokens into the ledger or out of it. The transaction goes through the worker's journal, since nonces are given
 * out from there, so the worker must not run meanwhile.
 *
 * @throws ServiceError with the exit code of what is wrong
 */
export function moveTokens(
  config: WorkerConfig,
  move: TokenMove,
  signal: AbortSignal,
): Promise<MovedTokens> {
  let moved: MovedTokens | undefined
  return runService({ config, signal }, async ({ log, atEnd, ended }) => {
    checkIsEnded(config)
    const key = await openAccount(config, atEnd)
    const { address: account } = key
    if (config.account !== undefined && !isAddressEqual(config.account, account)) {
      throw new ServiceError(
        `The money is that of ${config.account}, for which the key ${account} only works.`,
        {
          exitCode: EXIT_CODES.key,
          remedy: `Use a wallet with that account: the Account page of the dApp, or balances.${move.kind} of the SDK.`,
        },
      )
    }
    const { deployment } = config
    const metrics = createWorkerMetrics({ version: manifest.version })
    const status = { trouble: undefined as string | undefined, token: { symbol: '', decimals: 0 } }
    const client = createChainClient({ config, account: key, metrics })
    const { context } = await openContext({
      ...{ config, client, key, account, log, metrics, status, signal, ended, atEnd },
      tables: WORKER_TABLES,
      openJournal: (database) => openJournals(database, [account]),
      onPaid: () => {},
    })
    const { sender } = context
    await sender.recover()
    const { symbol, decimals } = status.token
    const { ledger, wallet } = await readFunds({ client, deployment }, account)
    const isDeposit = move.kind === 'deposit'
    const there = isDeposit ? wallet : ledger
    const amount = move.amount === undefined ? there : parseUnits(move.amount, decimals)
    if (amount === 0n || amount > there) {
      const where = isDeposit ? 'in its wallet' : 'free in the ledger'
      const has = `${formatUnits(there, decimals)} ${symbol}`
      throw new ServiceError(`${account} has ${has} ${where}: nothing was sent.`, {
        exitCode: EXIT_CODES.funds,
        remedy: isDeposit
          ? `Send tokens of ${deployment.token} to it.`
          : 'Withdraw less; what is locked in jobs comes back as they end.',
      })
    }
    const { to = account } = move
    const outcome = isDeposit
      ? await deposit({ client, deployment, sender }, amount)
      : await sender.send({
          ...{ kind: 'withdraw', key: 'withdraw' },
          ...encodeCall(ledgerCalls.withdraw(deployment, { amount, to })),
        })
    const transaction = hashOf(outcome, move.kind)
    moved = { transaction, amount: formatUnits(amount, decimals), symbol, account, to }
  }).then(() => {
    if (moved === undefined) throw new ServiceError('It was ended before anything was sent.')
    return moved
  })
}

/** Says in the operator's words that the worker has its folder. */
function checkIsEnded({ name, data }: WorkerConfig): void {
  try {
    acquireLock(join(data, `${name}.lock`), data)()
  } catch (cause) {
    if (!(cause instanceof ServiceError)) throw cause
    throw new ServiceError('The worker runs, and gives out the nonces of its key by itself.', {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: 'End it with `assay worker drain`, move the tokens, and start it again.',
    })
  }
}

function hashOf(outcome: TransactionOutcome, kind: TokenMove['kind']): Hex {
  if (outcome.status === 'included') return outcome.hash
  const why = 'reason' in outcome ? outcome.reason.message : 'another transaction took its nonce'
  throw new ServiceError(`The ${kind} was not done: ${why}`, {
    ...('reason' in outcome ? { cause: outcome.reason } : {}),
    exitCode: EXIT_CODES.revert,
  })
}
