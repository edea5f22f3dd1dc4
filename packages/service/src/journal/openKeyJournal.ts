import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Deployment } from '@assay/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import { acquireLock } from '../acquireLock.ts'
import type { AtEnd } from '../runService.ts'
import { migrate, SERVICE_TABLES } from './migrate.ts'
import { openJournal } from './openJournal.ts'

export type OpenKeyJournalParameters = {
  /** Where journals are kept. */
  data: string
  deployment: Deployment
  /** The hash of the chain's first block. */
  genesis: Hex
  /** The address of the key that signs. */
  key: Address
  /** The account that the key works for; its own by default. */
  account?: Address
  /** The tables of the service's own (see migrate). */
  tables: readonly string[]
  atEnd: AtEnd
}

/**
 * Takes a key for this process only, and opens its journal.
 *
 * A journal belongs to one key on one market of one chain, so that another chain's nonces never get into it.
 *
 * @throws ServiceError where another process uses the key, or the journal cannot be opened
 */
export function openKeyJournal(parameters: OpenKeyJournalParameters): DatabaseSync {
  const { data, deployment, genesis, key, account = key, tables, atEnd } = parameters
  const identity = [deployment.chainId, short(genesis), short(deployment.market), key].join('-')
  // One lock for all services of this key: another that works with it would spend the same nonces.
  const locks = join(lockFolder(), `assay-locks-${userInfo().username}`)
  atEnd(acquireLock(join(locks, `${identity}.lock`), `the key of ${key}`))
  const owner = isAddressEqual(account, key) ? identity : `${identity}-${account}`
  const database = openJournal(join(data, `${owner}.sqlite`))
  atEnd(() => database.close())
  return migrate(database, [SERVICE_TABLES, ...tables])
}

/** One place for all processes of a machine, whatever TMPDIR says to one of them. */
function lockFolder(): string {
  return process.platform === 'win32' ? tmpdir() : '/tmp'
}

/** Enough of a hash to tell chains and markets apart in a file's name. */
function short(hash: Hex): string {
  return hash.slice(2, 12)
}
