import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Deployment, DeploymentError, parseDeployment } from '@assay/protocol'
import { EXIT_CODES, loadConfig, ServiceError } from '@assay/service'
import { isAddress, isHex } from 'viem'
import { z } from 'zod'

const address = z.string().refine((value) => isAddress(value, { strict: false }), {
  error: 'it must be an address of 0x and 40 hexadecimal digits',
})
const digest = z.string().refine((value) => isHex(value) && value.length === 66, {
  error: 'it must be 0x and 64 hexadecimal digits',
})
const decimal = z.string().regex(/^\d+(\.\d+)?$/, {
  error: 'it must be a decimal number in quotes, such as "0.25"',
})
const url = z.url({ protocol: /^https?$/, error: 'it must be an http or https URL' })

/** Every setting of a watcher, with its default. */
export const watcherConfigSchema = z.strictObject({
  /** One RPC endpoint of the chain, or several of which the later ones stand in for the earlier. */
  rpcUrl: z.union([url, z.array(url).min(1)]),
  /** The deployment record: addresses of the contracts. */
  deployment: z.string().default('.assay/deployment.json'),
  /** Where the journal and fetched programs are kept. */
  data: z.string().default('.assay/watcher'),
  key: z
    .strictObject({ keystore: z.string().optional(), passwordFile: z.string().optional() })
    .default({}),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.coerce.number().int().min(0).max(65_535).default(8700),
    })
    .prefault({}),
  /** What is watched: all that a dispute can reach, less what these leave out. */
  watch: z
    .strictObject({
      /** Only these models, where any are named (ids). */
      models: z.array(digest).default([]),
      /** Only these requesters' jobs, where any are named. */
      requesters: z.array(address).default([]),
      /** Only jobs that offer at least this fee, in tokens. */
      leastFee: decimal.default('0'),
      /** Which share of what is left is re-run, by a draw that only this watcher can know. */
      share: z
        .number()
        .gt(0, { error: 'it must be above 0' })
        .max(1, { error: 'it must be at most 1' })
        .default(1),
    })
    .prefault({}),
  programs: z
    .strictObject({
      /** Files of exact programs that are at hand. */
      files: z.array(z.string()).default([]),
      /** Fetch programs that are not, from beside the card that the registry names. */
      fetch: z.boolean().default(true),
      /** Largest program that is fetched (bytes). */
      maxBytes: z.number().int().min(1).default(268_435_456),
      /** Longest time that a fetch may take (milliseconds). */
      timeout: z.number().int().min(1).default(60_000),
      /** How many programs are held in memory. */
      loaded: z.number().int().min(1).default(2),
    })
    .prefault({}),
  input: z
    .strictObject({
      /** Largest input that is fetched (bytes). */
      maxBytes: z.number().int().min(1).default(16_777_216),
      /** Longest time that a fetch may take (milliseconds). */
      timeout: z.number().int().min(1).default(10_000),
      /** Whether requests may name addresses of this machine and of private networks; by default on the local chain alone. */
      privateNetworks: z.boolean().optional(),
      /** Pay the worker for showing an input on chain that cannot be had elsewhere. */
      demand: z.boolean().default(false),
    })
    .prefault({}),
  bonds: z
    .strictObject({
      /** Most that is at stake at the same time, demand fees included, in tokens. */
      budget: decimal.default('100'),
      /** Deposit what is missing from the wallet, within the budget. */
      autoDeposit: z.boolean().default(true),
    })
    .prefault({}),
  gas: z
    .strictObject({
      /** Most offered for a unit of gas, in gwei. */
      maxFeePerGas: decimal.optional(),
      /** Below this balance (in coins) no new challenge is begun. */
      minBalance: decimal.default('0.001'),
    })
    .prefault({}),
  /** Results that are checked at the same time. */
  concurrency: z.number().int().min(1).max(64).default(2),
  chain: z
    .strictObject({
      /** How often the chain is asked (milliseconds); 100 on a local chain, 2000 elsewhere. */
      pollingInterval: z.number().int().min(10).optional(),
      /** Blocks of events that are asked for at once. */
      logWindow: z.number().int().min(1).default(2_000),
      /** How many blocks a reorganisation is expected to undo at most. */
      reorgDepth: z.number().int().min(1).default(64),
      /** After this a waiting transaction is replaced by one with higher fees (milliseconds). */
      stallAfter: z.number().int().min(1).default(30_000),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
      format: z.enum(['json', 'text']).default('text'),
    })
    .prefault({}),
})

/** A watcher's settings, paths made absolute, with the deployment record read and checked. */
export type WatcherConfig = Omit<
  z.output<typeof watcherConfigSchema>,
  'rpcUrl' | 'deployment' | 'key'
> & {
  key: { keystore?: string; passwordFile?: string }
  rpcUrls: string[]
  deployment: Deployment
  /** From the environment, never from a file or a flag. */
  environmentKey?: string
}

/** Which environment variable sets what. */
export const watcherEnvironment: Readonly<Record<string, string>> = {
  ASSAY_RPC_URL: 'rpcUrl',
  ASSAY_DEPLOYMENT: 'deployment',
  ASSAY_WATCHER_DATA: 'data',
  ASSAY_WATCHER_PORT: 'http.port',
  ASSAY_WATCHER_HOST: 'http.host',
  ASSAY_WATCHER_KEYSTORE: 'key.keystore',
  ASSAY_WATCHER_PASSWORD_FILE: 'key.passwordFile',
  ASSAY_LOG_LEVEL: 'log.level',
  ASSAY_LOG_FORMAT: 'log.format',
}

const PATH_KEYS = ['deployment', 'data', 'key.keystore', 'key.passwordFile']

/** Holds the bare key of a development machine. */
export const KEY_VARIABLE = 'ASSAY_WATCHER_KEY'

export type LoadWatcherConfigParameters = {
  file?: string
  flags?: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string | undefined>>
  /** What relative paths of flags and environment start from. */
  cwd?: string
}

/**
 * Reads a watcher's settings. Relative paths in a file, and the defaults, start from the file's folder; those of flags
 * and environment from the current one.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function loadWatcherConfig(parameters: LoadWatcherConfigParameters): WatcherConfig {
  const { file, flags = {}, env = {}, cwd = process.cwd() } = parameters
  const settings = loadConfig({
    schema: watcherConfigSchema,
    ...(file === undefined ? {} : { file }),
    flags: { ...flags, ...pathsFrom(cwd, flags) },
    env: { ...env, ...pathsFrom(cwd, env, watcherEnvironment) },
    environment: watcherEnvironment,
  })
  const home = file === undefined ? cwd : dirname(resolve(cwd, file))
  const path = (value: string) => resolve(home, value)
  const { rpcUrl, deployment, key, ...rest } = settings
  const { keystore, passwordFile } = key
  return {
    ...rest,
    rpcUrls: typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl,
    deployment: readDeployment(path(deployment)),
    data: path(rest.data),
    key: {
      ...(keystore === undefined ? {} : { keystore: path(keystore) }),
      ...(passwordFile === undefined ? {} : { passwordFile: path(passwordFile) }),
    },
    programs: { ...rest.programs, files: rest.programs.files.map(path) },
    ...(env[KEY_VARIABLE] ? { environmentKey: env[KEY_VARIABLE] } : {}),
  }
}

/** The paths among some values, made absolute. */
function pathsFrom(
  folder: string,
  values: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const paths: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    // An empty variable is as good as none.
    if (typeof value !== 'string' || value === '') continue
    if (PATH_KEYS.includes(names[name] ?? name)) paths[name] = resolve(folder, value)
  }
  return paths
}

function readDeployment(file: string): Deployment {
  try {
    return parseDeployment(readFileSync(file, 'utf8'), `The deployment record ${file}`)
  } catch (cause) {
    if (cause instanceof DeploymentError) {
      throw new ServiceError(cause.message, { cause, exitCode: EXIT_CODES.usage })
    }
    throw new ServiceError(`The deployment record ${file} cannot be read.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy: 'Deploy the contracts first, or name another record with `deployment`.',
    })
  }
}
