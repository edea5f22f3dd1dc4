import { join } from 'node:path'
import { nextMove } from '@assay/program'
import { MESSAGE_OVERHEAD } from '@assay/protocol'
import { balances, chainTime, decodeContractError, disputes, jobs } from '@assay/sdk'
import {
  createChainClient,
  createFetcher,
  EXIT_CODES,
  GamePlayer,
  LOCAL_CHAIN,
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
import {
  type Address,
  formatEther,
  formatUnits,
  getAddress,
  isAddressEqual,
  parseEther,
  parseUnits,
} from 'viem'
import { getBalance } from 'viem/actions'
import manifest from '../package.json' with { type: 'json' }
import { BlobStore } from './blobs.ts'
import { checkKey } from './chain/checkKey.ts'
import { DrawReader } from './chain/DrawReader.ts'
import { MarketReader } from './chain/MarketReader.ts'
import { PublishedReader } from './chain/PublishedReader.ts'
import type { WorkerConfig } from './config.ts'
import { createDefenceMetrics } from './defend/createDefenceMetrics.ts'
import { Defender } from './defend/Defender.ts'
import { DisputeJournal } from './defend/DisputeJournal.ts'
import { makeTrace } from './defend/makeTrace.ts'
import { JobJournal } from './jobs/JobJournal.ts'
import { Performer } from './jobs/Performer.ts'
import { ResultMaker } from './jobs/ResultMaker.ts'
import { RunQueue } from './jobs/RunQueue.ts'
import { loadModel, type ServedModel } from './models/loadModel.ts'
import { createWorkerMetrics } from './observe/createWorkerMetrics.ts'
import { WorkerStatus } from './observe/WorkerStatus.ts'
import { rulesOf } from './rulesOf.ts'
import { RequestDesk } from './signed/RequestDesk.ts'
import { SignedJournal } from './signed/SignedJournal.ts'
import { Worker } from './Worker.ts'

/** Bodies of POST /requests that are looked at at the same time. */
const POSTS_AT_ONCE = 8
const NOT_READY = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: {
    error: {
      name: 'NotReady',
      message: 'This worker is starting.',
      remedy: 'Ask again in a moment.',
    },
  },
}

export type RunWorkerOptions = {
  /** Ends the worker: it finishes what it claimed and resolves. */
  signal: AbortSignal
  log?: Log
  /** What stands in for parts of a worker: how models are opened, how challenges are answered. */
  parts?: Partial<WorkerParts>
  /** Called when the worker takes jobs. */
  onReady?: (worker: ReadyWorker) => void
}

export type ReadyWorker = { url: string; address: Address; models: readonly ServedModel[] }

export type WorkerParts = {
  loadModel: typeof loadModel
  makeTrace: typeof makeTrace
  nextMove: typeof nextMove
}

/**
 * Runs a worker until the signal aborts.
 *
 * @throws ServiceError with the exit code of what is wrong
 */
export function runWorker(config: WorkerConfig, options: RunWorkerOptions): Promise<void> {
  const { signal, onReady } = options
  const parts: WorkerParts = { loadModel, makeTrace, nextMove, ...options.parts }
  return runService({ ...options, config }, async ({ log, atEnd }) => {
    const { deployment } = config
    const { killAt } = config.faults
    if (killAt !== undefined && deployment.chainId !== LOCAL_CHAIN) {
      throw new ServiceError('faults.killAt is for tests on a local chain only.', {
        exitCode: EXIT_CODES.usage,
        remedy: 'Remove it from the configuration.',
      })
    }
    const onStage = (kind: string, stage: string) => {
      if (`${kind}:${stage}` === killAt) process.kill(process.pid, 'SIGKILL')
    }

    const fetchBytes = createFetcher(config.input)
    const models: ServedModel[] = []
    atEnd(() => Promise.all(models.map((model) => model.pool.close())))
    for (const entry of config.models) {
      const model = await parts.loadModel({ ...entry, concurrency: config.concurrency })
      models.push(model)
      log.info({ model: model.name, modelId: model.modelId, path: entry.path }, 'model loaded')
    }
    const account = await openAccount(config, atEnd)

    const worksFor = getAddress(config.account ?? account.address)
    const hasKey = !isAddressEqual(worksFor, account.address)

    const { version } = manifest
    const metrics = createWorkerMetrics({ version })
    const status = new WorkerStatus({ version, deployment, models, metrics })
    status.address = worksFor
    if (hasKey) status.key = account.address
    const blobs = new BlobStore(join(config.data, 'blobs'))
    for (const { root, path, type } of models.flatMap((model) => model.blobs)) {
      blobs.link(root, path, type)
    }
    const largestInput = Math.max(...models.map(({ pool }) => pool.inputBytes))
    let desk: RequestDesk | undefined
    const server = await startHttpServer({
      ...config.http,
      routes: {
        ...statusRoutes(status, metrics),
        blobs: (rest) => blobs.answer(rest),
        ...(config.requests.enabled
          ? {
              offers: (rest) => (rest === '' ? (desk?.offers() ?? NOT_READY) : undefined),
              requests: (rest) => (desk === undefined ? NOT_READY : desk.status(rest)),
            }
          : {}),
      },
      ...(config.requests.enabled
        ? {
            posts: {
              requests: {
                // As hexadecimal digits, two of which make a byte.
                limit: 2 * largestInput + MESSAGE_OVERHEAD,
                concurrency: POSTS_AT_ONCE,
                answer: (body) => desk?.take(body) ?? NOT_READY,
              },
            },
          }
        : {}),
      onError: (error, path) => log.error({ path, error }, 'an HTTP request failed'),
    })
    atEnd(() => server.close())

    const client = createChainClient({ config, account, metrics })
    const genesis = await reachChain({ client, deployment, log, signal, status })
    if (hasKey) await checkKey({ client, deployment, account: worksFor })
    const database = openKeyJournal({
      data: config.data,
      deployment,
      genesis,
      key: account.address,
      account: worksFor,
      atEnd,
    })
    const [token, coins] = await Promise.all([
      balances.getToken(client, { deployment }),
      getBalance(client, { address: account.address }),
    ])
    const { decimals } = token
    const minCoinBalance = parseEther(config.gas.minBalance)
    if (coins < minCoinBalance) {
      throw new ServiceError(
        `The key ${account.address} has ${formatEther(coins)} of the chain's coin, less than the ${config.gas.minBalance} that gas.minBalance asks for.`,
        { exitCode: EXIT_CODES.funds, remedy: 'Send it some to pay for gas, and start again.' },
      )
    }
    status.token = token
    status.minCoinBalance = minCoinBalance

    const sender = openSender({
      ...{ config, client, account, database, metrics, log, atEnd },
      decodeRevert: decodeContractError,
      onStage,
      onPaid: (cost) => metrics.gasSpent.inc(Number(formatEther(cost))),
    })
    const journal = new JobJournal(database)
    const stopped = new AbortController()
    atEnd(() => stopped.abort())
    const served = new Map(models.map((model) => [model.modelId, model]))
    const queue = new RunQueue(config.concurrency)
    const maker = new ResultMaker({
      queue,
      client,
      deployment,
      journal,
      blobs,
      metrics,
      worker: worksFor,
      signer: hasKey ? account.address : '0x',
      onStage,
    })
    for (const model of models) await maker.measure(model)
    const toTokens = (amount: bigint) => Number(formatUnits(amount, decimals))
    const rules = rulesOf(config, models, decimals)
    const performer = new Performer({
      client,
      deployment,
      journal,
      sender,
      account: worksFor,
      models: served,
      maker,
      blobs,
      metrics,
      log,
      maxInputBytes: config.input.maxBytes,
      inputTimeout: config.input.timeout,
      fetchBytes,
      signal: stopped.signal,
      toTokens,
      onStage,
    })
    const defender = await openDefender()
    atEnd(() => defender.settled())
    const reader = new MarketReader({ client, deployment, journal, ...config.chain })
    await sender.recover()
    const takesRequests = new RequestDesk({
      client,
      deployment,
      account: worksFor,
      sender,
      journal: new SignedJournal(database),
      results: journal,
      maker,
      models: served,
      blobs,
      rules,
      workerState: () => worker.workerState(),
      claimedRuns: () => worker.owedRuns(),
      queue,
      now: () => chainTime(client),
      refuseAfterWithdrawal: config.requests.refuseAfterWithdrawal,
      metrics,
      log,
      toTokens,
    })
    atEnd(() => takesRequests.settled())
    desk = takesRequests
    const worker: Worker = new Worker({
      client,
      deployment,
      reader,
      journal,
      sender,
      account: worksFor,
      performer,
      published: new PublishedReader({
        client,
        deployment,
        models: models.map(({ modelId }) => modelId),
      }),
      maker,
      queue,
      draws: new DrawReader({ client, deployment, account: worksFor }),
      defender,
      rules,
      desk: takesRequests,
      coinPrice: parseUnits(config.gas.coinPrice, decimals),
      status,
      metrics,
      log,
      pollingInterval: config.chain.pollingInterval,
      onFirstTick: () => onReady?.({ url: server.url, address: worksFor, models }),
    })
    await worker.run(signal, config.drainTimeout)

    async function openDefender(): Promise<Defender> {
      // What the key did for itself, before it worked for another account, is its own to defend.
      const accounts = [...new Set([worksFor, account.address])]
      return new Defender({
        client,
        deployment,
        accounts,
        journal: new DisputeJournal(database, accounts),
        sender,
        player: new GamePlayer({
          client,
          deployment,
          sender,
          role: 'worker',
          decide: parts.nextMove,
        }),
        metrics: createDefenceMetrics(metrics),
        log,
        ...(await disputes.getTerms(client, { deployment })),
        logWindow: config.chain.logWindow,
        reorgDepth: config.chain.reorgDepth,
        toTokens,
        onEnd: (job) => performer.memory.resume(job),
        trace: async ({ job }) => {
          // A journal that was lost is no excuse: the chain has the request, and what was in it.
          const { request, input } =
            journal.job(job) ?? (await jobs.get(client, { deployment, jobId: job }))
          const model = models.find(({ modelId }) => modelId === request.model)
          if (model === undefined) {
            throw new Error(`The challenged model ${request.model} is not among models any more.`)
          }
          const { maxBytes: maxInputBytes, timeout: inputTimeout } = config.input
          const inputs = { maxInputBytes, inputTimeout, fetchBytes }
          return parts.makeTrace({ request, input, model, blobs, ...inputs })
        },
      })
    }
  })
}
