import { dirname, resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import {
  type ConfigSources,
  LOCAL_CHAIN,
  loadConfig,
  readDeployment,
  serviceSettings,
} from '@assay/service'
import { z } from 'zod'

const INDEXER = 'indexer'
const { rpcUrl, deployment, data, http, log } = serviceSettings({ name: INDEXER, port: 8800 })

/** Every setting of an indexer, with its default. */
const indexerConfigSchema = z.strictObject({
  rpcUrl,
  deployment,
  /** The folder of PGlite's files, where no server is named. */
  data,
  http,
  log,
  chain: z
    .strictObject({
      /** How often the chain is asked (milliseconds); 100 on a local chain, 2000 elsewhere. */
      pollingInterval: z.number().int().min(10).optional(),
      /** Blocks of events that are asked for at once. */
      logWindow: z.number().int().min(1).default(2_000),
      /** How many blocks a change of the chain may undo; beyond that the history is read again. */
      reorgDepth: z.number().int().min(1).default(64),
    })
    .prefault({}),
  database: z
    .strictObject({
      /** A Postgres server; PGlite in the data folder where it is absent. */
      url: z.url({ protocol: /^postgres(ql)?$/, error: 'it must be a postgres:// URL' }).optional(),
      /** The schema that holds the tables; it belongs to the indexer alone. */
      schema: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,40}$/, {
          error: 'it must be lower-case letters, digits and _, and begin with a letter',
        })
        .default('assay'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Requests that one address may make per minute; zero for no limit. */
      perMinute: z.number().int().min(0).default(1_200),
      /** Exports, GraphQL and SQL queries that one address may make per minute; zero for no limit. */
      heavyPerMinute: z.number().int().min(0).default(120),
      /** The longest time of one reading statement on a server (milliseconds). */
      readTimeout: z.number().int().min(100).default(10_000),
    })
    .prefault({}),
})

type Settings = z.output<typeof indexerConfigSchema>

/** An indexer's settings, paths made absolute, with the deployment record read and checked. */
export type IndexerConfig = Omit<Settings, 'rpcUrl' | 'deployment' | 'chain'> & {
  readonly rpcUrls: readonly string[]
  readonly deployment: Deployment
  readonly chain: Settings['chain'] & { readonly pollingInterval: number }
}

const ENVIRONMENT = {
  ASSAY_RPC_URL: 'rpcUrl',
  ASSAY_DEPLOYMENT: 'deployment',
  ASSAY_INDEXER_DATA: 'data',
  ASSAY_INDEXER_PORT: 'http.port',
  ASSAY_INDEXER_HOST: 'http.host',
  ASSAY_INDEXER_SCHEMA: 'database.schema',
  DATABASE_URL: 'database.url',
  ASSAY_LOG_LEVEL: 'log.level',
  ASSAY_LOG_FORMAT: 'log.format',
}
/** How often a chain is asked where nothing else is set (milliseconds). */
const POLLING = { local: 100, other: 2_000 }

/**
 * Reads an indexer's settings. Relative paths in a file start from its folder; all others from the current one.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function loadIndexerConfig(sources: ConfigSources): IndexerConfig {
  const { file, flags = {}, env = {}, cwd = process.cwd() } = sources
  const settings = loadConfig({
    schema: indexerConfigSchema,
    ...(file === undefined ? {} : { file }),
    flags: absolute(cwd, flags, (name) => name),
    env: absolute(cwd, env, (name) => ENVIRONMENT[name as keyof typeof ENVIRONMENT] ?? ''),
    environment: ENVIRONMENT,
  })
  const home = file === undefined ? cwd : dirname(resolve(cwd, file))
  const { rpcUrl, chain, ...rest } = settings
  const record = readDeployment(resolve(home, rest.deployment))
  const isLocal = record.chainId === LOCAL_CHAIN
  return {
    ...rest,
    rpcUrls: typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl,
    deployment: record,
    data: resolve(home, rest.data),
    chain: {
      ...chain,
      pollingInterval: chain.pollingInterval ?? (isLocal ? POLLING.local : POLLING.other),
    },
  }
}

/** Values of which the paths are made absolute. */
function absolute<value>(
  cwd: string,
  values: Readonly<Record<string, value>>,
  settingOf: (name: string) => string,
): Record<string, value | string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isPath = ['deployment', 'data'].includes(settingOf(name))
      return [
        name,
        isPath && typeof value === 'string' && value !== '' ? resolve(cwd, value) : value,
      ]
    }),
  )
}
