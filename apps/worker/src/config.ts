import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Deployment, DeploymentError, parseDeployment } from '@assay/protocol'
import { EXIT_CODES, loadConfig, ServiceError } from '@assay/service'
import { isAddress, parseGwei } from 'viem'
import { z } from 'zod'

const address = z.string().refine((value) => isAddress(value, { strict: false }), {
  error: 'it must be an address of 0x and 40 hexadecimal digits',
})
const decimal = z.string().regex(/^\d+(\.\d+)?$/, {
  error: 'it must be a decimal number in quotes, such as "0.25"',
})
const url = z.url({ protocol: /^https?$/, error: 'it must be an http or https URL' })

const model = z.strictObject({
  /** The file to run: float ONNX, or an exact program. */
  path: z.string(),
  /** What the model says of itself; served as a blob. */
  card: z.string().optional(),
  /** Least that is left of the fee for one answer after the royalty, in tokens; gas comes on top where gas.coinPrice is set. */
  minFee: decimal.default('0'),
})

/** Every setting of a worker, with its default. */
export const workerConfigSchema = z.strictObject({
  /** One RPC endpoint of the chain, or several of which the later ones stand in for the earlier. */
  rpcUrl: z.union([url, z.array(url).min(1)]),
  /** The deployment record: addresses of the contracts. */
  deployment: z.string().default('.assay/deployment.json'),
  /** Where journal and blobs are kept. */
  data: z.string().default('.assay/worker'),
  /** The account that works, whose balance and collateral it is; the key's own by default. It must list the key for work. */
  account: address.optional(),
  key: z
    .strictObject({ keystore: z.string().optional(), passwordFile: z.string().optional() })
    .default({}),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.coerce.number().int().min(0).max(65_535).default(8600),
    })
    .prefault({}),
  models: z.array(model).min(1, { error: 'at least one model must be served' }),
  policy: z
    .strictObject({
      /** Only these requesters, where any are named. */
      allow: z.array(address).default([]),
      /** Never these requesters. */
      deny: z.array(address).default([]),
      /** Verifiers whose verdict is trusted to pay; the deployment's own by default. */
      verifiers: z.array(address).default([]),
      /** Longest challenge window to wait for the fee (seconds). */
      maxWindow: z.number().int().min(1).default(86_400),
      /** Least time to answer in (seconds). */
      minLockFor: z.number().int().min(1).default(5),
      /** Jobs held at the same time. */
      maxJobs: z.number().int().min(1).default(8),
    })
    .prefault({}),
  collateral: z
    .strictObject({
      /** Most that one job may lock, in tokens. */
      maxPerJob: decimal.default('100'),
      /** Deposit what is missing from the wallet, up to what is locked at most. */
      autoDeposit: z.boolean().default(true),
    })
    .prefault({}),
  gas: z
    .strictObject({
      /** Most offered for a unit of gas, in gwei. */
      maxFeePerGas: decimal.optional(),
      /** What one coin of the chain is worth in tokens: includes gas in the least fee. */
      coinPrice: decimal.default('0'),
      /** Below this balance (in coins) the worker takes no new jobs. */
      minBalance: decimal.default('0.001'),
    })
    .prefault({}),
  /** rescue: forfeits missed seats of jobs that it will do itself; all: also refunds what nobody did; none: neither. */
  housekeeping: z.enum(['none', 'rescue', 'all']).default('rescue'),
  /** Inferences at the same time, for each model. */
  concurrency: z.number().int().min(1).max(64).default(1),
  input: z
    .strictObject({
      /** Largest input that is fetched (bytes). */
      maxBytes: z.number().int().min(1).default(16_777_216),
      /** Longest time that a fetch may take, all of a request's addresses together (milliseconds). */
      timeout: z.number().int().min(1).default(10_000),
      /** Inputs that are fetched from others at the same time. */
      concurrency: z.number().int().min(1).default(16),
      /** Whether requests may name addresses of this machine and of private networks; by default on the local chain alone. */
      privateNetworks: z.boolean().optional(),
    })
    .prefault({}),
  requests: z
    .strictObject({
      /** Take signed requests at POST /requests. */
      enabled: z.boolean().default(true),
      /** How long a requester is refused that withdrew a request after it was agreed to (seconds). */
      refuseAfterWithdrawal: z.number().int().min(0).default(3_600),
    })
    .prefault({}),
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
  /** How long claimed jobs may take to finish after SIGTERM (milliseconds). */
  drainTimeout: z.number().int().min(0).default(30_000),
  log: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
      format: z.enum(['json', 'text']).default('text'),
    })
    .prefault({}),
  /** For tests on a local chain: the process kills itself at a point such as "claim:journaled". */
  faults: z.strictObject({ killAt: z.string().optional() }).default({}),
})

/** A worker's settings, paths made absolute, with what they point to read and checked. */
export type WorkerConfig = Omit<
  z.output<typeof workerConfigSchema>,
  'rpcUrl' | 'deployment' | 'key'
> & {
  key: { keystore?: string; passwordFile?: string }
  rpcUrls: string[]
  deployment: Deployment
  /** From the environment, never from a file or a flag. */
  environmentKey?: string
}

/** Which environment variable sets what. */
export const workerEnvironment: Readonly<Record<string, string>> = {
  ASSAY_RPC_URL: 'rpcUrl',
  ASSAY_DEPLOYMENT: 'deployment',
  ASSAY_WORKER_DATA: 'data',
  ASSAY_WORKER_PORT: 'http.port',
  ASSAY_WORKER_HOST: 'http.host',
  ASSAY_WORKER_KEYSTORE: 'key.keystore',
  ASSAY_WORKER_PASSWORD_FILE: 'key.passwordFile',
  ASSAY_LOG_LEVEL: 'log.level',
  ASSAY_LOG_FORMAT: 'log.format',
}

/** Settings that are paths and can be given by flag or environment. */
const PATH_KEYS = ['deployment', 'data', 'key.keystore', 'key.passwordFile']

/** Holds the bare key of a development machine. */
export const KEY_VARIABLE = 'ASSAY_WORKER_KEY'

export type LoadWorkerConfigParameters = {
  file?: string
  flags?: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string | undefined>>
  /** What relative paths of flags and environment start from. */
  cwd?: string
}

/**
 * Reads a worker's settings. Relative paths in a file, and the defaults, start from the file's folder; those of flags
 * and environment from the current one.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function loadWorkerConfig(parameters: LoadWorkerConfigParameters): WorkerConfig {
  const { file, flags = {}, env = {}, cwd = process.cwd() } = parameters
  const settings = loadConfig({
    schema: workerConfigSchema,
    ...(file === undefined ? {} : { file }),
    flags: { ...flags, ...pathsFrom(cwd, flags) },
    env: { ...env, ...pathsFrom(cwd, env, workerEnvironment) },
    environment: workerEnvironment,
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
    models: rest.models.map((served) => ({
      ...served,
      path: path(served.path),
      ...(served.card === undefined ? {} : { card: path(served.card) }),
    })),
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

/** The most that is offered for a unit of gas, in wei. */
export function gasPriceLimit(config: WorkerConfig): bigint | undefined {
  return config.gas.maxFeePerGas === undefined ? undefined : parseGwei(config.gas.maxFeePerGas)
}
