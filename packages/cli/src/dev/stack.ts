import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import { ServiceError } from '@assay/service'
import { askLiar } from './askLiar.ts'
import { buildWeb } from './buildWeb.ts'
import { type Child, type ChildParameters, logTail, startChild } from './child.ts'
import { ensureContracts } from './ensureContracts.ts'
import { fundLocalAccounts } from './fundLocalAccounts.ts'
import { localLiar, localWatcher, localWorker, privateKeyOf } from './localAccounts.ts'
import { reservePorts, type StackPorts } from './ports.ts'
import { type PublishedModel, publishSamples } from './publishSamples.ts'
import { writeWatcherConfig } from './watcherConfig.ts'
import { writeWorkerConfig } from './workerConfig.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')
const SECONDS = 1_000
/** How often the two sides of a demonstrated dispute look at the chain (milliseconds), so that people can follow. */
const DEMONSTRATION_PACE = 4_000

/** What a part of the stack has to say of itself, once. */
export interface StackStatus {
  readonly part:
    | 'chain'
    | 'contracts'
    | 'models'
    | 'worker'
    | 'watcher'
    | 'indexer'
    | 'liar'
    | 'web'
    | 'dispute'
  readonly says: string
}

export interface StackParameters {
  /** Ports of the parts; 0 asks the system for a free one. */
  readonly ports: StackPorts
  /** Where everything that the stack writes lies. */
  readonly dataFolder: string
  /** Begin anew: a new chain, no history. */
  readonly fresh?: boolean
  /** Start the dApp too; true by default. */
  readonly web?: boolean
  readonly onStatus?: (status: StackStatus) => void
  /** Gives a start up half-way. */
  readonly signal?: AbortSignal
}

/** A running local stack. */
export interface Stack {
  readonly ports: StackPorts
  readonly rpcUrl: string
  readonly workerUrl: string
  readonly watcherUrl: string
  readonly indexerUrl: string
  /** Undefined where the stack was started without the dApp. */
  readonly webUrl: string | undefined
  readonly deployment: Deployment
  readonly deploymentFile: string
  readonly models: readonly PublishedModel[]
  /** The process of each part. */
  readonly processes: ReadonlyMap<string, number>
  /** Fulfilled with a sentence when a part ends that nobody asked to end. */
  readonly broken: Promise<string>
  /** Ends every part, last started first. */
  stop(): Promise<void>
}

async function answers(url: string, child: Child, log: string, seconds: number): Promise<void> {
  let ended: string | undefined
  void child.ended.then((how) => {
    ended = how
  })
  const until = Date.now() + seconds * SECONDS
  while (ended === undefined && Date.now() < until) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5 * SECONDS) }).catch(
      () => undefined,
    )
    if (response?.ok) return
    await new Promise((done) => setTimeout(done, 100))
  }
  const why = ended ?? `did not answer at ${url} in ${seconds} s`
  throw new ServiceError(`${child.name} ${why}; its log is ${log}, and ends:\n${logTail(log)}`)
}

/**
 * Starts a whole local stack: chain, contracts, models, worker, watcher, indexer, dApp. Throws a sentence with cause
 * and remedy where a part does not come up; nothing is left running then.
 */
export async function startStack(parameters: StackParameters): Promise<Stack> {
  const { dataFolder, fresh = false, web = true, onStatus = () => {}, signal } = parameters
  const ports = await reservePorts(parameters.ports)
  const at = (name: string) => join(dataFolder, name)
  const log = (name: string) => at(`logs/${name}.log`)
  if (fresh)
    for (const name of [
      'chain.jsonl',
      'deployment.json',
      'contracts.sha256',
      'worker',
      'watcher',
      'indexer',
      'liar',
    ])
      rmSync(at(name), { recursive: true, force: true })
  mkdirSync(at('logs'), { recursive: true })

  const children: Child[] = []
  let stopping = false
  let report: (sentence: string) => void = () => {}
  const broken = new Promise<string>((done) => {
    report = done
  })
  const start = (child: Omit<ChildParameters, 'log'>): Child => {
    signal?.throwIfAborted()
    const started = startChild({ ...child, log: log(child.name) })
    children.push(started)
    void started.ended.then((how) => {
      if (!stopping)
        report(
          `the ${child.name} ${how}; its log is ${log(child.name)}, and ends:\n${logTail(log(child.name))}`,
        )
    })
    return started
  }
  const giveUp = new AbortController()
  const stopped = AbortSignal.any([giveUp.signal, ...(signal ? [signal] : [])])
  // Beside everything else, because on a first start it takes long.
  const webBuilt = web ? buildWeb(ROOT, log('web-build'), stopped) : Promise.resolve(undefined)
  // Awaited when its turn comes; a failure before that is not one that nobody handles.
  webBuilt.catch(() => {})
  const stop = async () => {
    stopping = true
    giveUp.abort(new ServiceError('Stopped before everything was up.'))
    await webBuilt.catch(() => {})
    for (const child of children.toReversed()) await child.stop()
  }

  try {
    const rpcUrl = `http://127.0.0.1:${ports.chain}`
    const indexerUrl = `http://127.0.0.1:${ports.indexer}`
    const chain = start({
      name: 'chain',
      file: process.execPath,
      args: [
        'packages/cli/src/dev/chain.ts',
        '--port',
        String(ports.chain),
        '--log',
        at('chain.jsonl'),
      ],
      cwd: ROOT,
      env: { HARDHAT_DISABLE_TELEMETRY: 'true' },
    })
    const chainReady = chain.line(/^chain ready/, 120 * SECONDS)
    const contractsReady = ensureContracts({
      root: ROOT,
      rpcUrl,
      record: at('deployment.json'),
      indexer: indexerUrl,
      sources: at('contracts.sha256'),
      log: log('contracts'),
      chain: chainReady,
      signal: stopped,
    })
    // Where both fail, the chain's failure is the cause.
    contractsReady.catch(() => {})
    await chainReady
    onStatus({ part: 'chain', says: `${rpcUrl} (chain id 31337)` })
    const { deployment, isNew } = await contractsReady
    onStatus({
      part: 'contracts',
      says: `ledger ${deployment.ledger} ${isNew ? 'deployed' : 'found'}`,
    })

    // It makes its database while everything else comes up, and is waited for last.
    const indexer = start({
      name: 'indexer',
      file: process.execPath,
      args: [
        'apps/indexer/src/main.ts',
        ...['--rpc-url', rpcUrl, '--deployment', at('deployment.json')],
        ...['--data', at('indexer'), '--port', String(ports.indexer)],
      ],
      cwd: ROOT,
      // The stack's history belongs to its own folder, whatever database the shell names.
      env: { DATABASE_URL: '' },
    })

    signal?.throwIfAborted()
    const workerUrl = `http://127.0.0.1:${ports.worker}`
    const models = await publishSamples({ rpcUrl, deployment, blobsUrl: `${workerUrl}/blobs` })
    onStatus({
      part: 'models',
      says: models.map((model) => `${model.name} (${model.profileName})`).join(', '),
    })
    await fundLocalAccounts({ rpcUrl, deployment })

    const config = writeWorkerConfig({
      folder: at('worker'),
      rpcUrl,
      port: ports.worker,
      deploymentFile: at('deployment.json'),
      models,
    })
    const worker = start({
      name: 'worker',
      file: process.execPath,
      args: ['apps/worker/src/main.ts', '--config', config],
      cwd: ROOT,
      env: { ASSAY_WORKER_KEY: privateKeyOf(localWorker) },
    })
    const watcherUrl = `http://127.0.0.1:${ports.watcher}`
    const pace = ports.liar === undefined ? undefined : DEMONSTRATION_PACE
    const watcherConfig = writeWatcherConfig({
      folder: at('watcher'),
      rpcUrl,
      port: ports.watcher,
      deploymentFile: at('deployment.json'),
      models,
      pace,
    })
    const watcher = start({
      name: 'watcher',
      file: process.execPath,
      args: ['apps/watcher/src/main.ts', '--config', watcherConfig],
      cwd: ROOT,
      env: { ASSAY_WATCHER_KEY: privateKeyOf(localWatcher) },
    })
    await answers(`${workerUrl}/ready`, worker, log('worker'), 60)
    onStatus({ part: 'worker', says: workerUrl })
    await answers(`${watcherUrl}/ready`, watcher, log('watcher'), 60)
    onStatus({ part: 'watcher', says: watcherUrl })

    if (ports.liar !== undefined) {
      const liarUrl = `http://127.0.0.1:${ports.liar}`
      const liarConfig = writeWorkerConfig({
        folder: at('liar'),
        rpcUrl,
        port: ports.liar,
        deploymentFile: at('deployment.json'),
        models: models.filter(({ profileName }) => profileName === 'exact'),
        verifiers: [deployment.verifiers.optimistic],
        pace,
      })
      const liar = start({
        name: 'liar',
        file: process.execPath,
        args: ['apps/worker/src/lie/main.ts', '--config', liarConfig, '--lie', 'middle-step'],
        cwd: ROOT,
        env: { ASSAY_WORKER_KEY: privateKeyOf(localLiar) },
      })
      await answers(`${liarUrl}/ready`, liar, log('liar'), 60)
      onStatus({ part: 'liar', says: liarUrl })
    }

    const indexerReady = answers(`${indexerUrl}/ready`, indexer, log('indexer'), 60)
    // Awaited after the dApp; a failure before that is not one that nobody handles.
    indexerReady.catch(() => {})

    let webUrl: string | undefined
    if (web) {
      webUrl = `http://localhost:${ports.web}`
      await webBuilt
      const server = start({
        name: 'web',
        file: process.execPath,
        args: [nextBinary(), 'start', '--port', String(ports.web), '--hostname', '127.0.0.1'],
        cwd: resolve(ROOT, 'apps/web'),
        env: {
          ASSAY_DEPLOYMENT: at('deployment.json'),
          NEXT_TELEMETRY_DISABLED: '1',
          NODE_ENV: 'production',
        },
      })
      await answers(`http://127.0.0.1:${ports.web}/`, server, log('web'), 60)
      onStatus({ part: 'web', says: webUrl })
    }
    await indexerReady
    onStatus({ part: 'indexer', says: indexerUrl })
    if (ports.liar !== undefined) {
      const job = await askLiar({ rpcUrl, deployment, models })
      const where = webUrl === undefined ? job : `${webUrl}/jobs/${job}`
      onStatus({ part: 'dispute', says: `the liar answers ${where}` })
    }
    return {
      ports,
      rpcUrl,
      workerUrl,
      watcherUrl,
      indexerUrl,
      webUrl,
      deployment,
      deploymentFile: at('deployment.json'),
      models,
      processes: new Map(
        children.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]])),
      ),
      broken,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function nextBinary(): string {
  return resolve(ROOT, 'apps/web/node_modules/next/dist/bin/next')
}
