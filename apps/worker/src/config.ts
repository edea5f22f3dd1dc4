import {
  addressSetting as address,
  type ConfigSources,
  decimalSetting as decimal,
  explainServiceConfig,
  gasSettings,
  inputSettings,
  loadServiceConfig,
  type ServiceConfig,
  type Setting,
  serviceSettings,
} from '@assay/service'
import { z } from 'zod'

const WORKER = 'worker'

const model = z.strictObject({
  /** The file to run: float ONNX, or an exact program. */
  path: z.string(),
  /** What the model says of itself; served as a blob. */
  card: z.string().optional(),
  /** Least that is left of the fee for one answer after the royalty, in tokens; gas comes on top where gas.coinPrice is set. */
  minFee: decimal.default('0'),
  /** How long a rising fee is waited for once it suffices (seconds). */
  patience: z.number().int().min(0).default(0),
  /** Only these requesters, where any are named; those of policy count as well. */
  allow: z.array(address).default([]),
  /** Never these requesters. */
  deny: z.array(address).default([]),
  /** Most that one job for it may lock, in tokens; never more than collateral.maxPerJob. */
  maxCollateral: decimal.optional(),
})

/** Every setting of a worker, with its default. */
const workerConfigSchema = z.strictObject({
  ...serviceSettings({ name: WORKER, port: 8600 }),
  /** The account that works and whose collateral is locked; the key's own by default. It must list the key for work. */
  account: address.optional(),
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
      /** Kept free after a run for the transaction (seconds). */
      minLockFor: z.number().int().min(1).default(5),
      /** Take seats of quorums that anyone may join, whose other seats one owner can hold. */
      undrawnQuorums: z.boolean().default(false),
      /** Give up a seat of a job that has not filled an hour after the claim. */
      leaveUnfilled: z.boolean().default(true),
      /** Jobs held at the same time. */
      maxJobs: z.number().int().min(1).default(8),
    })
    .prefault({}),
  collateral: z
    .strictObject({
      /** Most that one job may lock, in tokens. */
      maxPerJob: decimal.default('100'),
      /** Most that all jobs may lock together, in tokens. */
      maxTotal: decimal.optional(),
      /** Deposit what is missing from the wallet, up to what is locked at most. */
      autoDeposit: z.boolean().default(true),
    })
    .prefault({}),
  gas: z
    .strictObject({
      ...gasSettings,
      /** What one coin of the chain is worth in tokens: includes gas in the least fee. */
      coinPrice: decimal.default('0'),
    })
    .prefault({}),
  /** rescue: forfeits its own missed claims, and those of jobs that it will do itself; all: also refunds what nobody did; none: neither. */
  housekeeping: z.enum(['none', 'rescue', 'all']).default('rescue'),
  /** Inferences at the same time, of all models together. */
  concurrency: z.number().int().min(1).max(64).default(1),
  fleet: z
    .strictObject({
      /** The Redis over which executors on other machines run exact programs; without it, all runs here. */
      redisUrl: z
        .string()
        .regex(/^rediss?:\/\//, { error: 'must begin with redis:// or rediss://' })
        .optional(),
    })
    .prefault({}),
  input: z
    .strictObject({
      ...inputSettings,
      /** Inputs that are fetched from others at the same time. */
      concurrency: z.number().int().min(1).default(16),
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
  uploads: z
    .strictObject({
      /** Take inputs at POST /blobs/<root>, so that requests can name them. */
      enabled: z.boolean().default(true),
      /** Of all inputs that no claimed job has needed, together (bytes). */
      maxBytes: z.number().int().min(1).default(268_435_456),
      /** How long such an input is kept. */
      keepHours: z.number().min(1).default(24),
    })
    .prefault({}),
  /** How long claimed jobs may take to finish after SIGTERM (milliseconds). */
  drainTimeout: z.number().int().min(0).default(30_000),
  /** For tests on a local chain: the process kills itself at a point such as "claim:journaled". */
  faults: z.strictObject({ killAt: z.string().optional() }).default({}),
})

/** A worker's settings, paths made absolute, with what they point to read and checked. */
export type WorkerConfig = ServiceConfig<z.output<typeof workerConfigSchema>>

/**
 * Reads a worker's settings.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function loadWorkerConfig(sources: ConfigSources): WorkerConfig {
  const schema = workerConfigSchema
  const { config, path } = loadServiceConfig({ ...sources, name: WORKER, schema })
  return {
    ...config,
    models: config.models.map((served) => ({
      ...served,
      path: path(served.path),
      ...(served.card === undefined ? {} : { card: path(served.card) }),
    })),
  }
}

/**
 * Every setting that a worker would run with, and where it comes from.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function explainWorkerConfig(sources: ConfigSources): Setting[] {
  const parameters = { ...sources, name: WORKER, schema: workerConfigSchema }
  return explainServiceConfig(parameters, ['models[].path', 'models[].card', 'log.file'])
}
