import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { workers } from '@assay/sdk'
import {
  acquireLock,
  type ChainClient,
  type ConfigSources,
  checkChain,
  createChainClient,
  createMetrics,
  EXIT_CODES,
  explainError,
  keyVariable,
  loadKey,
  readFunds,
  ServiceError,
} from '@assay/service'
import { type Address, formatEther, getAddress, isAddressEqual, parseEther } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { getBalance, getBlock } from 'viem/actions'
import manifest from '../../package.json' with { type: 'json' }
import { checkKey } from '../chain/checkKey.ts'
import { PublishedReader } from '../chain/PublishedReader.ts'
import { loadWorkerConfig, type WorkerConfig } from '../config.ts'
import { loadModel, type ServedModel } from '../models/loadModel.ts'

/** Less free room than this is soon used up by journal and blobs (bytes). */
const LEAST_FREE = 2 ** 30
/** By so much a clock may differ from the chain's before jobs are skipped or missed for it (seconds). */
const LARGEST_SKEW = 30
/** How long a published address may take to answer (milliseconds). */
const ANSWER_TIMEOUT = 10_000

/** What an inspection looks at, in this order. */
export type CheckName =
  | 'configuration'
  | 'data folder'
  | 'disk'
  | 'key'
  | 'port'
  | 'models'
  | 'chain'
  | 'clock'
  | 'account'
  | 'gas'
  | 'funds'
  | 'published models'
  | 'published address'

/** How one check went. */
export type Finding = {
  check: CheckName
  /** skipped: what it needs is not there. */
  status: 'ok' | 'fault' | 'skipped'
  /** What was found, as one sentence. */
  detail: string
  /** What to do about a fault. */
  fix?: string
  /** What a process would end with because of the fault. */
  exitCode?: number
}

/** What stands between an inspection and this machine. */
export type InspectionParts = {
  loadModel: typeof loadModel
  /** Free bytes where a folder is. */
  freeBytes: (folder: string) => number
  /** This machine's time (milliseconds). */
  now: () => number
}

const PARTS: InspectionParts = {
  loadModel,
  freeBytes: (folder) => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  },
  now: Date.now,
}

/** Skips a check, with the reason. */
class Skip extends Error {
  override readonly name = 'Skip'
}

/**
 * Looks for all that would keep a worker from working, without claiming or sending anything. The worker must not run meanwhile.
 *
 * @param sources where the worker's settings come from
 */
export async function inspectWorker(
  sources: ConfigSources,
  parts: Partial<InspectionParts> = {},
): Promise<Finding[]> {
  const { loadModel: load, freeBytes, now } = { ...PARTS, ...parts }
  const findings: Finding[] = []

  /** Does one check; what it returns is what later ones need of it. */
  async function check<result>(
    name: CheckName,
    work: () => Promise<[string, result]> | [string, result],
  ): Promise<result | undefined> {
    try {
      const [detail, result] = await work()
      findings.push({ check: name, status: 'ok', detail })
      return result
    } catch (error) {
      findings.push(findingOf(name, error))
      return undefined
    }
  }

  const config = await check('configuration', () => {
    const loaded = loadWorkerConfig(sources)
    return [`${sources.file ?? 'flags and environment'}: all settings are valid.`, loaded]
  })
  if (config === undefined) return findings
  const { deployment, data } = config

  await check('data folder', () => [`${data} can be written.`, useFolder(data)])
  await check('disk', () => [`${inGib(freeBytes(data))} are free.`, checkRoom(data, freeBytes)])
  const key = await check('key', async () => {
    const account = await readKey(config)
    return [`It signs as ${account.address}.`, account]
  })
  const server = await check('port', async () => {
    const listening = await listen(config)
    return [`${config.http.host}:${config.http.port} is free.`, listening]
  })
  const models = await check('models', async () => {
    const opened: ServedModel[] = []
    for (const entry of config.models) {
      const model = await load({ ...entry, concurrency: 1 })
      await model.pool.close()
      opened.push(model)
    }
    return [`${opened.map(({ name }) => name).join(', ')} can be served by this CPU.`, opened]
  })
  const account = config.account ?? key?.address
  const client = await check('chain', async () => {
    const reached = await reach(config, key)
    return [
      `Chain ${deployment.chainId} has the contracts, at ${config.rpcUrls.join(', ')}.`,
      reached,
    ]
  })
  const needs = <value>(value: value | undefined, what: string): value => {
    if (value !== undefined) return value
    throw new Skip(`Not looked at, because of ${what}.`)
  }
  await check('clock', async () => {
    const skew = await checkClock(needs(client, 'the chain'), now)
    return [skew, undefined]
  })
  await check('account', async () => {
    const address = getAddress(needs(account, 'the key'))
    if (isAddressEqual(address, needs(key, 'the key').address)) {
      return [`${address} works with its own key.`, undefined]
    }
    await checkKey({ client: needs(client, 'the chain'), deployment, account: address })
    return [`${address} lists the key for work.`, undefined]
  })
  await check('gas', async () => {
    const { address } = needs(key, 'the key')
    return [await checkCoins(needs(client, 'the chain'), address, config), undefined]
  })
  await check('funds', async () => {
    const address = getAddress(needs(account, 'the key'))
    return [await checkFunds(needs(client, 'the chain'), address, config), undefined]
  })
  await check('published models', async () => {
    const chain = needs(client, 'the chain')
    return [await checkPublished(chain, needs(models, 'the models'), config), undefined]
  })
  await check('published address', async () => {
    const address = getAddress(needs(account, 'the key'))
    const chain = needs(client, 'the chain')
    const port = needs(server, 'the port')
    return [await checkEndpoint({ client: chain, config, account: address, ...port }), undefined]
  })
  server?.server.closeAllConnections()
  server?.server.close()
  return findings
}

function findingOf(check: CheckName, error: unknown): Finding {
  if (error instanceof Skip) return { check, status: 'skipped', detail: error.message }
  if (error instanceof ServiceError) {
    const { shortMessage: detail, remedy, exitCode } = error
    return { check, status: 'fault', detail, ...(remedy ? { fix: remedy } : {}), exitCode }
  }
  const { message, exitCode } = explainError(error, { debug: false })
  return { check, status: 'fault', detail: message, exitCode }
}

function useFolder(data: string): void {
  const probe = join(data, `.doctor-${process.pid}`)
  try {
    mkdirSync(data, { recursive: true })
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (cause) {
    throw new ServiceError(
      `The data folder ${data} cannot be written: ${(cause as Error).message}.`,
      {
        cause,
        exitCode: EXIT_CODES.usage,
        remedy: 'Correct its permissions, or name another with `data`.',
      },
    )
  }
  acquireLock(join(data, 'worker.lock'), `the data folder ${data}`)()
}

function checkRoom(data: string, freeBytes: InspectionParts['freeBytes']): void {
  const free = freeBytes(data)
  if (free >= LEAST_FREE) return
  throw new ServiceError(`Only ${inGib(free)} are free where ${data} is.`, {
    exitCode: EXIT_CODES.usage,
    remedy: `Make room for ${inGib(LEAST_FREE)} at least, or name a folder on another disk with \`data\`.`,
  })
}

function inGib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

async function readKey({ name, key, environmentKey }: WorkerConfig): Promise<PrivateKeyAccount> {
  const environmentName = keyVariable(name)
  const given = environmentKey === undefined ? {} : { environmentKey }
  return privateKeyToAccount(await loadKey({ ...key, ...given, environmentName }))
}

type Listening = { server: Server; token: string }

/** Takes the worker's port, and answers everything there with a word that nobody else knows. */
async function listen({ http: { host, port } }: WorkerConfig): Promise<Listening> {
  const token = randomUUID()
  const server = createServer((_, response) => void response.end(token))
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return { server, token }
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const why = taken ? 'another process has it' : (cause as Error).message
    throw new ServiceError(`The worker cannot listen at ${host}:${port}: ${why}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: taken
        ? 'Stop that process (it may be the worker itself), or choose another port with http.port or --port.'
        : 'Correct http.host and http.port.',
    })
  }
}

/** Asks every endpoint, since the later ones stand in for the first. */
async function reach(config: WorkerConfig, key: PrivateKeyAccount | undefined) {
  const metrics = createMetrics({ name: 'worker', version: manifest.version })
  // Nothing is signed here where there is no key.
  const account = key ?? privateKeyToAccount(`0x${'1'.padStart(64, '0')}`)
  const clients: ChainClient[] = []
  for (const url of config.rpcUrls) {
    const client = createChainClient({ config: { ...config, rpcUrls: [url] }, account, metrics })
    try {
      await checkChain(client, config.deployment)
    } catch (cause) {
      const { shortMessage, remedy, exitCode } =
        cause instanceof ServiceError ? cause : unreachable(cause)
      throw new ServiceError(`${url}: ${shortMessage}`, {
        ...{ cause, exitCode },
        ...(remedy === undefined ? {} : { remedy }),
      })
    }
    clients.push(client)
  }
  return clients[0]!
}

function unreachable(cause: unknown): ServiceError {
  const [line = ''] = (cause as Error).message.split('\n')
  return new ServiceError(`The endpoint does not answer: ${line}`, {
    cause,
    exitCode: EXIT_CODES.network,
    remedy: 'Start the node, or correct rpcUrl.',
  })
}

/** On the local chain blocks come only with transactions, so that an old one says nothing. */
async function checkClock(client: ChainClient, now: () => number): Promise<string> {
  const { timestamp } = await getBlock(client, { blockTag: 'latest' })
  const ahead = Number(timestamp) - Math.floor(now() / 1000)
  if (ahead <= LARGEST_SKEW) {
    return ahead > 0 ? `It is ${ahead} s behind the chain.` : 'It is not behind the chain.'
  }
  throw new ServiceError(`This machine's clock is ${ahead} s behind the chain's newest block.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Set the clock by NTP (timedatectl set-ntp true): by a wrong one deadlines are missed.',
  })
}

async function checkCoins(
  client: ChainClient,
  address: Address,
  { gas: { minBalance } }: WorkerConfig,
): Promise<string> {
  const coins = await getBalance(client, { address })
  if (coins >= parseEther(minBalance)) return `The key has ${formatEther(coins)} coins for gas.`
  throw new ServiceError(
    `The key ${address} has ${formatEther(coins)} of the chain's coin, less than the ${minBalance} that gas.minBalance asks for.`,
    { exitCode: EXIT_CODES.funds, remedy: `Send coins to ${address}.` },
  )
}

async function checkFunds(
  client: ChainClient,
  account: Address,
  { deployment, collateral, account: cold }: WorkerConfig,
): Promise<string> {
  const { ledger, wallet } = await readFunds({ client, deployment }, account)
  // A key deposits its own tokens only.
  const canDeposit = collateral.autoDeposit && cold === undefined
  if (ledger + (canDeposit ? wallet : 0n) > 0n) {
    return `${account} can lock collateral.`
  }
  throw new ServiceError(
    `${account} has no tokens ${canDeposit ? 'in wallet or ledger' : 'in the ledger'}: it cannot claim jobs that ask for collateral.`,
    {
      exitCode: EXIT_CODES.funds,
      remedy: canDeposit
        ? `Send tokens of ${deployment.token} to ${account}.`
        : `Deposit tokens of ${deployment.token} in the ledger for ${account}.`,
    },
  )
}

async function checkPublished(
  client: ChainClient,
  models: readonly ServedModel[],
  { deployment }: WorkerConfig,
): Promise<string> {
  const ids = models.map(({ modelId }) => modelId)
  const published = await new PublishedReader({ client, deployment, models: ids }).read()
  const missing = models.find(({ modelId }) => !published.has(modelId))
  if (missing === undefined) return 'The registry knows all of them.'
  throw new ServiceError(`The model ${missing.name} (${missing.modelId}) is not published.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Publish it (models.publish of the SDK), or serve a model that is published.',
  })
}

async function checkEndpoint(parameters: {
  client: ChainClient
  config: WorkerConfig
  account: Address
  token: string
}): Promise<string> {
  const { client, config, account, token } = parameters
  const { deployment } = config
  const { profile } = await workers.get(client, { deployment, worker: account })
  const endpoint = profile?.endpoint ?? ''
  if (endpoint === '') throw new Skip('The registry names no address of this worker.')
  let why: string
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT)
    const answer = await (await fetch(`${endpoint.replace(/\/$/, '')}/health`, { signal })).text()
    if (answer === token) return `${endpoint} leads to this port.`
    why = 'something else answers there'
  } catch (error) {
    const { cause, message } = error as Error
    why = cause instanceof Error ? cause.message : message
  }
  throw new ServiceError(`The published address ${endpoint} does not lead here: ${why}.`, {
    exitCode: EXIT_CODES.network,
    remedy: `Lead it to ${config.http.host}:${config.http.port}, or publish another (workers.setProfile of the SDK).`,
  })
}
