import { setTimeout as wait } from 'node:timers/promises'
import { disputeGameAbi, workerRegistryAbi } from '@assay/protocol'
import { EXIT_CODES, type Log, reachChain, runService, ServiceError } from '@assay/service'
import { serve } from '@hono/node-server'
import { createClient, defineChain, fallback, http } from 'viem'
import { readContract } from 'viem/actions'
import manifest from '../package.json' with { type: 'json' }
import { createApp } from './api/createApp.ts'
import { ChainReader } from './chain/ChainReader.ts'
import { contractsOf } from './chain/events.ts'
import type { IndexerConfig } from './config.ts'
import { openDatabase } from './database/openDatabase.ts'
import { readRelations } from './database/tables.ts'
import { type Change, Follower } from './Follower.ts'
import { HistoryStore } from './HistoryStore.ts'

export interface RunIndexerOptions {
  /** Ends the indexer; it goes on where it was at the next start. */
  readonly signal: AbortSignal
  readonly log?: Log
  /** Called when the history has been read up to the newest block. */
  readonly onReady?: (indexer: { url: string; database: string }) => void
}

/** Bytes of a node's answer at most: the logs of one full block can exceed viem's limit. */
const MOST_BYTES = 33_554_432
/** How long answers under way get at the end (milliseconds). */
const GRACE = 1_000

/**
 * Runs an indexer until the signal aborts.
 *
 * @throws ServiceError with the exit code of what is wrong
 */
export function runIndexer(config: IndexerConfig, options: RunIndexerOptions): Promise<void> {
  const { signal, onReady } = options
  return runService({ ...options, config }, async ({ log, atEnd, ended }) => {
    const { deployment, database: place, chain, limits } = config
    const client = createClient({
      cacheTime: 0,
      chain: defineChain({
        id: deployment.chainId,
        name: `chain ${deployment.chainId}`,
        nativeCurrency: { name: 'Coin', symbol: 'COIN', decimals: 18 },
        rpcUrls: { default: { http: config.rpcUrls } },
      }),
      // What fails is asked again by the follower, which says so meanwhile.
      // What fails is asked again by the follower, which says so meanwhile.
      transport: fallback(
        config.rpcUrls.map((url) =>
          http(url, {
            batch: true,
            retryCount: 0,
            timeout: 10_000,
            maxResponseBodySize: MOST_BYTES,
          }),
        ),
        { retryCount: 0 },
      ),
    })
    const opening = openDatabase({
      ...{ url: place.url, schema: place.schema, folder: config.data },
      readTimeout: limits.readTimeout,
    })
    // Closed at the end even where the chain turns out to be another one.
    atEnd(async () => (await opening.catch(() => undefined))?.close())
    const status = { trouble: undefined }
    const [database, genesis] = await Promise.all([
      opening,
      reachChain({ client, deployment, log, signal, status }),
    ])
    const [slotStake, demandFeePerPage] = await Promise.all([
      readContract(client, {
        address: deployment.workerRegistry,
        abi: workerRegistryAbi,
        functionName: 'slotStake',
      }),
      readContract(client, {
        address: deployment.disputeGame,
        abi: disputeGameAbi,
        functionName: 'demandFeePerPage',
      }),
    ])
    const contracts = contractsOf(deployment)
    const store = await HistoryStore.open({
      ...{ database, schema: place.schema, window: chain.reorgDepth },
      identity: [genesis, deployment.startBlock, ...contracts].join(' '),
      context: { verifiers: deployment.verifiers, slotStake, demandFeePerPage },
    })
    const relations = await database.read((query) => readRelations(query, place.schema))
    const listeners = new Set<(change: Change) => void>()
    const reader = new ChainReader({ client, contracts, logWindow: chain.logWindow })
    const follower = new Follower({
      ...{ reader, store, log, startBlock: deployment.startBlock, window: chain.reorgDepth },
      pollingInterval: chain.pollingInterval,
      onChange: (change) => {
        for (const listener of listeners) listener(change)
      },
    })
    const app = createApp({
      ...{ database, relations, follower, deployment, limits, log, ended },
      version: manifest.version,
      listen: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    })
    const server = await listen(app.fetch, config.http)
    atEnd(() => server.close())
    log.info({ url: server.url, database: database.kind, block: store.head?.number }, 'answering')
    await follower.run(signal, () => onReady?.({ url: server.url, database: database.kind }))
  })
}

/** Serves answers, and says where. */
async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: { host: string; port: number },
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = serve({ fetch, hostname: host, port })
  const actual = await new Promise<number>((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE'
      fail(
        new ServiceError(
          isTaken
            ? `Port ${port} on ${host} is taken by another process.`
            : `The HTTP server cannot listen on ${host}:${port}: ${cause.message}.`,
          {
            cause,
            exitCode: EXIT_CODES.usage,
            remedy: 'Stop that process, or set http.host and http.port to something free.',
          },
        ),
      )
    })
    server.once('listening', () => done((server.address() as { port: number }).port))
  })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: async () => {
      const closed = new Promise<void>((done) => void server.close(() => done()))
      await Promise.race([closed, wait(GRACE)])
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
