import {
  addressSetting as address,
  type ConfigSources,
  decimalSetting as decimal,
  gasSettings,
  inputSettings,
  loadServiceConfig,
  type ServiceConfig,
  serviceSettings,
} from '@assay/service'
import { isHex } from 'viem'
import { z } from 'zod'

const WATCHER = 'watcher'

const digest = z.string().refine((value) => isHex(value) && value.length === 66, {
  error: 'it must be 0x and 64 hexadecimal digits',
})

/** Every setting of a watcher, with its default. */
const watcherConfigSchema = z.strictObject({
  ...serviceSettings({ name: WATCHER, port: 8700 }),
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
      ...inputSettings,
      /** Pay to have an input shown on chain that no address gives, where the reward outweighs the fee. */
      demand: z.boolean().default(true),
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
  gas: z.strictObject(gasSettings).prefault({}),
  /** Results that are checked at the same time. */
  concurrency: z.number().int().min(1).max(64).default(2),
})

/** A watcher's settings, paths made absolute, with the deployment record read and checked. */
export type WatcherConfig = ServiceConfig<z.output<typeof watcherConfigSchema>>

/**
 * Reads a watcher's settings.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function loadWatcherConfig(sources: ConfigSources): WatcherConfig {
  const schema = watcherConfigSchema
  const { config, path } = loadServiceConfig({ ...sources, name: WATCHER, schema })
  return { ...config, programs: { ...config.programs, files: config.programs.files.map(path) } }
}
