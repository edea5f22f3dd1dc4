import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PROFILE_EXACT } from '@assay/program'
import type { Deployment, Request } from '@assay/protocol'
import { decodeContractError, getDisputeTerms, getModel } from '@assay/sdk'
import {
  acquireLock,
  createChainClient,
  createFetcher,
  createLog,
  createTransactionSender,
  EXIT_CODES,
  keyVariable,
  type Log,
  loadKey,
  openJournal,
  reachChain,
  ServiceError,
  startHttpServer,
  TransactionJournal,
} from '@assay/service'
import {
  type Address,
  bytesToHex,
  erc20Abi,
  type Hex,
  isAddressEqual,
  parseEther,
  parseGwei,
  parseUnits,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readContract } from 'viem/actions'
import { ClaimReader } from './chain/ClaimReader.ts'
import { programRootOf } from './chain/programRootOf.ts'
import { Checker } from './check/Checker.ts'
import { WATCHER, type WatcherConfig } from './config.ts'
import { Challenger } from './dispute/Challenger.ts'
import { Demander } from './dispute/Demander.ts'
import { ClaimJournal } from './journal/ClaimJournal.ts'
import { createWatcherMetrics } from './observe/createWatcherMetrics.ts'
import { WatcherStatus } from './observe/WatcherStatus.ts'
import { ProgramLibrary } from './programs/ProgramLibrary.ts'
import { ProgramUnavailable } from './programs/ProgramUnavailable.ts'
import { Watcher } from './Watcher.ts'

const LOCAL_CHAIN = 31337
/** How often a chain is asked where nothing else is set (milliseconds): a local one answers at once. */
const POLLING = { local: 100, other: 2_000 }

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
export async function runWatcher(config: WatcherConfig, options: RunWatcherOptions): Promise<void> {
  const { signal, onReady } = options
  const log =
    options.log ??
    createLog({ ...config.log, colour: process.stderr.isTTY === true && !process.env.NO_COLOR })
  const cleanup: (() => unknown)[] = []
  try {
    await run()
  } catch (error) {
    // Being told to stop while starting is no failure.
    if (!signal.aborted || error instanceof ServiceError) throw error
  } finally {
    for (const step of cleanup.reverse()) await step()
  }

  async function run(): Promise<void> {
    const { deployment } = config
    const pollingInterval =
      config.chain.pollingInterval ??
      (deployment.chainId === LOCAL_CHAIN ? POLLING.local : POLLING.other)
    const stopped = new AbortController()
    cleanup.push(() => stopped.abort())

    cleanup.push(acquireLock(join(config.data, 'watcher.lock'), `the data folder ${config.data}`))
    const account = privateKeyToAccount(
      await loadKey({
        ...config.key,
        environmentName: keyVariable(WATCHER),
        ...(config.environmentKey === undefined ? {} : { environmentKey: config.environmentKey }),
      }),
    )
    const version = readVersion()
    const metrics = createWatcherMetrics({ version })
    const client = createChainClient({
      rpcUrls: config.rpcUrls,
      chainId: deployment.chainId,
      account,
      pollingInterval,
      onFailure: (method) => metrics.rpcErrors.inc({ method }),
    })
    const fetchBytes = createFetcher({
      privateNetworks: config.input.privateNetworks ?? deployment.chainId === LOCAL_CHAIN,
    })
    const library = new ProgramLibrary({
      ...config.programs,
      fetchBytes,
      folder: join(config.data, 'programs'),
      signal: stopped.signal,
      find: (modelId) => findModel(modelId),
    })
    cleanup.push(() => library.close())
    const known = await indexFiles(library)
    log.info({ programs: known.length, fetch: config.programs.fetch }, 'programs at hand')

    const status = new WatcherStatus({ version, deployment, metrics, watch: config.watch })
    status.address = account.address
    const server = await startHttpServer({
      ...config.http,
      routes: {
        health: () => ({ body: { status: 'alive' } }),
        ready: () => {
          const reasons = status.notReady()
          const ready = reasons.length === 0
          return { status: ready ? 200 : 503, body: { ready, reasons } }
        },
        status: () => ({ body: status.report() }),
        metrics: async () => {
          metrics.up.set(status.notReady().length === 0 ? 1 : 0)
          return metrics.render()
        },
      },
      onError: (error, path) => log.error({ path, error }, 'an HTTP request failed'),
    })
    cleanup.push(() => server.close())

    const genesis = await reachChain({
      client,
      deployment,
      log,
      signal,
      onWaiting: (why) => {
        status.trouble = why
      },
    })
    const identity = [deployment.chainId, short(genesis), short(deployment.market), account.address]
    // One lock for every service of this key: whoever works with it, too, would spend the same nonces.
    const lockFolder = join(tmpdir(), `assay-locks-${userInfo().username}`)
    cleanup.push(
      acquireLock(join(lockFolder, `${identity.join('-')}.lock`), `the key of ${account.address}`),
    )
    const database = openJournal(join(config.data, `${identity.join('-')}.sqlite`))
    cleanup.push(() => database.close())

    const token = { address: deployment.token, abi: erc20Abi } as const
    const [decimals, symbol, terms] = await Promise.all([
      readContract(client, { ...token, functionName: 'decimals' }),
      readContract(client, { ...token, functionName: 'symbol' }),
      getDisputeTerms(client, { deployment }),
    ])
    status.token = { symbol, decimals }
    const journal = new ClaimJournal(database)
    const { maxFeePerGas } = config.gas
    const sender = createTransactionSender({
      client,
      chainId: deployment.chainId,
      account,
      journal: new TransactionJournal(database),
      log,
      decodeRevert: decodeContractError,
      stallAfter: config.chain.stallAfter,
      pollingInterval: Math.min(pollingInterval, 1_000),
      ...(maxFeePerGas === undefined ? {} : { maxFeePerGas: parseGwei(maxFeePerGas) }),
      onOutcome: (kind, outcome) => {
        metrics.transactions.inc({ kind, status: outcome.status })
        if (!('receipt' in outcome)) return
        const { transactionHash, gasUsed, effectiveGasPrice } = outcome.receipt
        journal.book(`gas:${transactionHash}`, 'gas', gasUsed * effectiveGasPrice)
      },
    })
    cleanup.push(() => sender.close())
    const budget = parseUnits(config.bonds.budget, decimals)
    if (budget < terms.bond) {
      log.warn({ budget: config.bonds.budget }, 'bonds.budget is less than one bond: no challenges')
    }
    const reader = new ClaimReader({
      client,
      deployment,
      journal,
      account: account.address,
      isWatched: watchedRequests(config, decimals),
      onReward: ({ job, seat, amount }) => journal.book(`reward:${job}:${seat}`, 'rewards', amount),
      ...config.chain,
    })
    const checker = new Checker({
      journal,
      library,
      metrics,
      log,
      concurrency: config.concurrency,
      input: config.input,
      fetchBytes,
      signal: stopped.signal,
      onObstacle: (claim, obstacle, detail) => {
        status.obstacle(claim.job, obstacle, detail)
        if (obstacle === 'input-unavailable' && config.input.demand) {
          journal.setState(claim.id, 'demanded', obstacle)
        }
        log.warn({ job: claim.job, reason: obstacle, detail }, 'a result can not be re-run yet')
      },
    })
    cleanup.push(() => checker.settled())
    const challenger = new Challenger({
      client,
      deployment,
      journal,
      library,
      sender,
      metrics,
      log,
      trace: (claim) => checker.trace(claim),
      jobState: async (job) => (await reader.job(job)).state,
    })
    const demander = new Demander({
      client,
      deployment,
      journal,
      library,
      sender,
      log,
      feePerPage: terms.demandFeePerPage,
      provide: (amount, funds) => challenger.provide(amount, funds),
    })
    await sender.recover()
    const watcher = new Watcher({
      client,
      deployment,
      reader,
      journal,
      checker,
      challenger,
      demander,
      sender,
      status,
      metrics,
      log,
      pollingInterval,
      bond: terms.bond,
      budget,
      autoDeposit: config.bonds.autoDeposit,
      minCoin: parseEther(config.gas.minBalance),
      share: config.watch.share,
      lot: journal.secret('lot', () => bytesToHex(randomBytes(32))),
      onFirstTick: () => onReady?.({ url: server.url, address: account.address }),
    })
    await watcher.run(signal)
    stopped.abort()

    async function findModel(modelId: Hex) {
      const { profile, cardUri } = await getModel(client, { deployment, modelId })
      if (profile !== PROFILE_EXACT) {
        throw new ProgramUnavailable('The model is not an exact program, so nobody can judge it.')
      }
      return { root: await programRootOf(client, { deployment, modelId }), cardUri }
    }
  }
}

/** Which requests' results are worth a look, as the configuration says. */
function watchedRequests(config: WatcherConfig, decimals: number): (request: Request) => boolean {
  const { watch, deployment } = config
  const models = new Set(watch.models.map((id) => id.toLowerCase()))
  const requesters = watch.requesters.map((address) => address as Address)
  const leastFee = parseUnits(watch.leastFee, decimals)
  const verifiers = disputableVerifiers(deployment)
  return ({ model, requester, offer, policy }) =>
    verifiers.some((verifier) => isAddressEqual(verifier, policy.verifier)) &&
    (models.size === 0 || models.has(model.toLowerCase())) &&
    (requesters.length === 0 || requesters.some((one) => isAddressEqual(one, requester))) &&
    offer.maxFee >= leastFee
}

/** The verifiers whose verdict waits for disputes. */
function disputableVerifiers({ verifiers }: Deployment): Address[] {
  return [verifiers.optimistic, verifiers.quorum]
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

function readVersion(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Enough of a hash to tell chains and markets apart in a file's name. */
function short(hash: Hex): string {
  return hash.slice(2, 12)
}
