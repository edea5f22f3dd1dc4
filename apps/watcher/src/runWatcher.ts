import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { PROFILE_EXACT } from '@assay/program'
import { disputeGameAbi, type Request } from '@assay/protocol'
import { balances, decodeContractError, disputes, models } from '@assay/sdk'
import {
  createChainClient,
  createFetcher,
  EXIT_CODES,
  GamePlayer,
  type Log,
  openAccount,
  openKeyJournal,
  openSender,
  reachChain,
  runService,
  ServiceError,
  startHttpServer,
  statusRoutes,
} from '@assay/service'
import { type Address, bytesToHex, type Hex, isAddressEqual, parseEther, parseUnits } from 'viem'
import { readContract } from 'viem/actions'
import manifest from '../package.json' with { type: 'json' }
import { ClaimReader } from './chain/ClaimReader.ts'
import { programRootOf } from './chain/programRootOf.ts'
import { Checker } from './check/Checker.ts'
import type { WatcherConfig } from './config.ts'
import { Challenger } from './dispute/Challenger.ts'
import { Demander } from './dispute/Demander.ts'
import { ClaimJournal } from './journal/ClaimJournal.ts'
import { createWatcherMetrics } from './observe/createWatcherMetrics.ts'
import { WatcherStatus } from './observe/WatcherStatus.ts'
import { ProgramLibrary } from './programs/ProgramLibrary.ts'
import { ProgramUnavailable } from './programs/ProgramUnavailable.ts'
import { Watcher } from './Watcher.ts'

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
  return runService({ ...options, config }, async ({ log, atEnd }) => {
    const { deployment } = config
    const stopped = new AbortController()
    atEnd(() => stopped.abort())

    const account = await openAccount(config, atEnd)
    const { version } = manifest
    const metrics = createWatcherMetrics({ version })
    const client = createChainClient({ config, account, metrics })
    const fetchBytes = createFetcher(config.input)
    const library = new ProgramLibrary({
      ...config.programs,
      fetchBytes,
      folder: join(config.data, 'programs'),
      signal: stopped.signal,
      find: (modelId) => findModel(modelId),
    })
    atEnd(() => library.close())
    const known = await indexFiles(library)
    log.info({ programs: known.length, fetch: config.programs.fetch }, 'programs at hand')

    const status = new WatcherStatus({ version, deployment, metrics, watch: config.watch })
    status.address = account.address
    const server = await startHttpServer({
      ...config.http,
      routes: statusRoutes(status, metrics),
      onError: (error, path) => log.error({ path, error }, 'an HTTP request failed'),
    })
    atEnd(() => server.close())

    const genesis = await reachChain({ client, deployment, log, signal, status })
    const { data } = config
    const database = openKeyJournal({ data, deployment, genesis, key: account.address, atEnd })
    const [token, terms, mostPages] = await Promise.all([
      balances.getToken(client, { deployment }),
      disputes.getTerms(client, { deployment }),
      readContract(client, {
        address: deployment.disputeGame,
        abi: disputeGameAbi,
        functionName: 'MAX_DEMANDED_PAGES',
      }).then(Number),
    ])
    const { decimals } = token
    status.token = token
    const journal = new ClaimJournal(database)
    const sender = openSender({
      ...{ config, client, account, database, metrics, log, atEnd },
      decodeRevert: decodeContractError,
      onPaid: (cost, transaction) => journal.book(`gas:${transaction}`, 'gas', cost),
    })
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
        log.warn({ job: claim.job, reason: obstacle, detail }, 'a result cannot be re-run yet')
      },
    })
    atEnd(() => checker.settled())
    const challenger = new Challenger({
      client,
      deployment,
      journal,
      library,
      sender,
      player: new GamePlayer({ client, deployment, sender, role: 'challenger' }),
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
      metrics,
      log,
      feePerPage: terms.demandFeePerPage,
      mostPages,
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
      pollingInterval: config.chain.pollingInterval,
      leastBond: terms.bond,
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
      const { profile, cardUri } = await models.get(client, { deployment, modelId })
      if (profile !== PROFILE_EXACT) {
        throw new ProgramUnavailable('The model is not an exact program, so nobody can judge it.')
      }
      return { root: await programRootOf(client, { deployment, modelId }), cardUri }
    }
  })
}

/** Which requests' results are worth a look, as the configuration says. */
function watchedRequests(config: WatcherConfig, decimals: number): (request: Request) => boolean {
  const { watch, deployment } = config
  // Those whose verdict waits for disputes.
  const verifiers = [deployment.verifiers.optimistic, deployment.verifiers.quorum]
  const models = new Set(watch.models.map((id) => id.toLowerCase()))
  const requesters = watch.requesters.map((address) => address as Address)
  const leastFee = parseUnits(watch.leastFee, decimals)
  return ({ model, requester, offer, policy }) =>
    verifiers.some((verifier) => isAddressEqual(verifier, policy.verifier)) &&
    (models.size === 0 || models.has(model.toLowerCase())) &&
    (requesters.length === 0 || requesters.some((one) => isAddressEqual(one, requester))) &&
    offer.maxFee >= leastFee
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
