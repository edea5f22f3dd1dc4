import { join } from 'node:path'
import { PROFILE_EXACT } from '@assay/program'
import { models } from '@assay/sdk'
import {
  type ChainClient,
  createChainClient,
  createFetcher,
  EXIT_CODES,
  type Log,
  openAccount,
  openContext,
  runService,
  ServiceError,
  startHttpServer,
  statusRoutes,
} from '@assay/service'
import type { Address, Hex } from 'viem'
import manifest from '../package.json' with { type: 'json' }
import { programRootOf } from './chain/programRootOf.ts'
import type { WatcherConfig } from './config.ts'
import { ClaimJournal } from './journal/ClaimJournal.ts'
import { WATCHER_TABLES } from './journal/journalTables.ts'
import { createWatcherMetrics } from './observe/createWatcherMetrics.ts'
import { WatcherStatus } from './observe/WatcherStatus.ts'
import { openWatcher } from './openWatcher.ts'
import { ProgramLibrary } from './programs/ProgramLibrary.ts'
import { ProgramUnavailable } from './programs/ProgramUnavailable.ts'

export type RunWatcherOptions = {
  /** Ends the watcher; its games go on at the next start. */
  signal: AbortSignal
  log?: Log
  /** Called when the watcher watches. */
  onReady?: (watcher: { url: string; address: Address }) => void
}

/**
 * Runs a watcher until the signal aborts.
 *
 * @throws ServiceError with the exit code of what is wrong
 */
export function runWatcher(config: WatcherConfig, options: RunWatcherOptions): Promise<void> {
  const { signal, onReady } = options
  return runService({ ...options, config }, async ({ log, atEnd, ended }) => {
    const { deployment } = config
    const key = await openAccount(config, atEnd)
    const { address } = key
    const { version } = manifest
    const metrics = createWatcherMetrics({ version })
    const client = createChainClient({ config, account: key, metrics })
    const fetchBytes = createFetcher(config.input)
    const library = new ProgramLibrary({
      ...config.programs,
      fetchBytes,
      folder: join(config.data, 'programs'),
      signal: ended,
      find: (modelId) => findModel(client, config, modelId),
    })
    atEnd(() => library.close())
    const known = await indexFiles(library)
    log.info({ programs: known.length, fetch: config.programs.fetch }, 'programs at hand')

    const status = new WatcherStatus({ version, deployment, metrics, watch: config.watch })
    status.address = address
    const server = await startHttpServer({
      ...config.http,
      routes: statusRoutes(status, metrics),
      onError: (error, path) => log.error({ path, error }, 'an HTTP request failed'),
    })
    atEnd(() => server.close())

    const { context, journal, decimals } = await openContext({
      ...{ config, client, key, account: address, log, metrics, status, signal, ended, atEnd },
      tables: WATCHER_TABLES,
      openJournal: (database) => new ClaimJournal(database),
      onPaid: (cost, transaction, journal) => journal.book(`gas:${transaction}`, 'gas', cost),
    })
    const watcher = await openWatcher({
      ...{ context, config, journal, library, status, fetchBytes, decimals, atEnd },
      onFirstTick: () => onReady?.({ url: server.url, address }),
    })
    await context.sender.recover()
    await watcher.run(signal)
  })
}

/** What is needed to fetch an exact program: the root of its file, and where its card is. */
async function findModel(client: ChainClient, { deployment }: WatcherConfig, modelId: Hex) {
  const { profile, cardUri } = await models.get(client, { deployment, modelId })
  if (profile !== PROFILE_EXACT) {
    throw new ProgramUnavailable('The model is not an exact program, so nobody can judge it.')
  }
  return { root: await programRootOf(client, { deployment, modelId }), cardUri }
}

async function indexFiles(library: ProgramLibrary): Promise<readonly Hex[]> {
  try {
    return await library.index()
  } catch (cause) {
    if (!(cause instanceof ProgramUnavailable)) throw cause
    throw new ServiceError(cause.message, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy: 'Correct programs.files.',
    })
  }
}
