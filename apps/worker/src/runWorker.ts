import { join, resolve } from 'node:path'
import { nextMove, PROFILE_EXACT } from '@assay/program'
import {
  type AtEnd,
  type ConfigSources,
  createChainClient,
  EXIT_CODES,
  LOCAL_CHAIN,
  type Log,
  openAccount,
  openContext,
  releaseMemory,
  runService,
  ServiceError,
  startHttpServer,
  statusRoutes,
} from '@assay/service'
import { type Address, formatEther, getAddress, isAddressEqual, parseEther } from 'viem'
import { getBalance } from 'viem/actions'
import manifest from '../package.json' with { type: 'json' }
import { BlobStore } from './blobs.ts'
import { checkKey } from './chain/checkKey.ts'
import { loadWorkerConfig, type WorkerConfig } from './config.ts'
import { makeTrace } from './defend/makeTrace.ts'
import { openFleet } from './fleet/openFleet.ts'
import { openJournals } from './journals.ts'
import { WORKER_TABLES } from './journalTables.ts'
import { loadModel, type ServedModel } from './models/loadModel.ts'
import { createWorkerMetrics } from './observe/createWorkerMetrics.ts'
import { WorkerStatus } from './observe/WorkerStatus.ts'
import { openWorker, type WorkerContext } from './openWorker.ts'
import { rulesOf } from './rulesOf.ts'
import { SettingsFollower } from './SettingsFollower.ts'
import { RequestRoutes } from './signed/RequestRoutes.ts'
import { Uploads } from './Uploads.ts'
import type { WorkerParts } from './WorkerParts.ts'

/** How many inputs are taken at the same time. */
const UPLOADS_AT_ONCE = 4
const HOUR = 3_600_000

export type RunWorkerOptions = {
  /** Ends the worker: it finishes what it claimed and resolves. */
  signal: AbortSignal
  log?: Log
  /** What stands in for parts of a worker: how models are opened, how challenges are answered. */
  parts?: Partial<WorkerParts>
  /** Where the settings came from: the file is read again when it changes. */
  sources?: ConfigSources
  /** Called when the worker takes jobs. */
  onReady?: (worker: ReadyWorker) => void
}

export type ReadyWorker = { url: string; address: Address; models: readonly ServedModel[] }

/**
 * Runs a worker until the signal aborts.
 *
 * @throws ServiceError with the exit code of what is wrong
 */
export function runWorker(config: WorkerConfig, options: RunWorkerOptions): Promise<void> {
  const { signal, onReady } = options
  const parts: WorkerParts = { loadModel, makeTrace, nextMove, ...options.parts }
  return runService({ ...options, config }, async ({ log, atEnd, ended }) => {
    const { deployment } = config
    const onStage = killSwitch(config)
    const models = await openModels(config, parts, { log, atEnd })
    const key = await openAccount(config, atEnd)
    const account = getAddress(config.account ?? key.address)
    const { version } = manifest
    const metrics = createWorkerMetrics({ version })
    metrics.settingsValid.set(1)
    const status = new WorkerStatus({ version, deployment, models, metrics })
    status.address = account
    if (!isAddressEqual(account, key.address)) status.key = key.address
    const uploads = new Uploads({
      folder: join(config.data, 'uploads'),
      maxBytes: config.uploads.maxBytes,
      keepFor: config.uploads.keepHours * HOUR,
    })
    const blobs = new BlobStore(join(config.data, 'blobs'), uploads)
    for (const { root, path, type } of models.flatMap((model) => model.blobs)) {
      blobs.link(root, path, type)
    }
    const routes = new RequestRoutes()
    const largestInput = Math.max(...models.map(({ pool }) => pool.inputBytes))
    const { enabled } = config.requests
    const server = await startHttpServer({
      ...config.http,
      routes: {
        ...statusRoutes(status, metrics),
        blobs: (rest) => blobs.answer(rest),
        ...(enabled ? routes.gets() : {}),
      },
      posts: {
        ...(enabled ? routes.posts(largestInput) : {}),
        ...(config.uploads.enabled
          ? {
              blobs: {
                limit: largestInput,
                concurrency: UPLOADS_AT_ONCE,
                takesRest: true,
                answer: (body, rest) => uploads.take(body, rest),
              },
            }
          : {}),
      },
      onError: (error, path) => log.error({ path, error }, 'an HTTP request failed'),
    })
    atEnd(() => server.close())

    const client = createChainClient({ config, account: key, metrics })
    // What the key did for itself, before it worked for another account, is its own to defend.
    const accounts = [...new Set([account, key.address])]
    const { context, journal, decimals } = await openContext({
      ...{ config, client, key, account, log, metrics, status, signal, ended, atEnd, onStage },
      tables: WORKER_TABLES,
      openJournal: (database) => openJournals(database, accounts),
      onPaid: (cost) => metrics.gasSpent.inc(Number(formatEther(cost))),
    })
    if (status.key !== undefined) await checkKey(context)
    await checkCoins(context, config)
    const rules = rulesOf(config, models, decimals)
    status.rules = rules
    const { worker, desk } = await openWorker({
      ...{ context, config, models, rules, blobs, status, parts, onStage, atEnd },
      journals: journal,
      onFirstTick: () => {
        releaseMemory()
        onReady?.({ url: server.url, address: account, models })
      },
    })
    const { sources } = options
    if (sources?.file !== undefined) {
      const load = () => loadWorkerConfig(sources)
      const follower = new SettingsFollower({
        ...{ config, load, log, metrics, status, file: resolve(sources.file) },
        apply: (changed) => {
          Object.assign(rules, rulesOf(changed, models, decimals))
          worker.reconsider()
        },
      })
      atEnd(follower.follow())
      // What changed while the worker started.
      follower.reload()
    }
    await context.sender.recover()
    routes.open(desk)
    await worker.run(signal, config.drainTimeout)
  })
}

/** Ends the process at the stage that a test names. */
function killSwitch({ deployment, faults: { killAt } }: WorkerConfig) {
  if (killAt !== undefined && deployment.chainId !== LOCAL_CHAIN) {
    throw new ServiceError('faults.killAt is for tests on a local chain only.', {
      exitCode: EXIT_CODES.usage,
      remedy: 'Remove it from the configuration.',
    })
  }
  return (kind: string, stage: string) => {
    if (`${kind}:${stage}` === killAt) process.kill(process.pid, 'SIGKILL')
  }
}

async function openModels(
  config: WorkerConfig,
  parts: WorkerParts,
  { log, atEnd }: { log: Log; atEnd: AtEnd },
): Promise<ServedModel[]> {
  const models: ServedModel[] = []
  const { redisUrl } = config.fleet
  const fleet = redisUrl === undefined ? undefined : await openFleet({ redisUrl, log })
  atEnd(() => fleet?.close())
  atEnd(() => Promise.all(models.map((model) => model.pool.close())))
  for (const entry of config.models) {
    const loaded = await parts.loadModel({
      ...entry,
      concurrency: fleet === undefined ? config.concurrency : 1,
    })
    const isShared = fleet !== undefined && loaded.profile === PROFILE_EXACT
    const model = isShared ? { ...loaded, pool: fleet.poolOf(loaded) } : loaded
    models.push(model)
    log.info({ model: model.name, modelId: model.modelId, path: entry.path }, 'model loaded')
  }
  return models
}

/** Makes sure that the key can pay for gas. */
async function checkCoins(
  { client, sender: { address } }: WorkerContext,
  config: WorkerConfig,
): Promise<void> {
  const least = parseEther(config.gas.minBalance)
  const coins = await getBalance(client, { address })
  if (coins >= least) return
  throw new ServiceError(
    `The key ${address} has ${formatEther(coins)} of the chain's coin, less than the ${config.gas.minBalance} that gas.minBalance asks for.`,
    { exitCode: EXIT_CODES.funds, remedy: 'Send it some to pay for gas, and start again.' },
  )
}
