import { unwatchFile, watchFile } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type Log, ServiceError } from '@assay/service'
import type { WorkerConfig } from './config.ts'
import type { SettingsState } from './observe/WorkerStatus.ts'

/** How often it is looked whether the file has changed (milliseconds). */
const PACE = 1_000

export type SettingsFollowerParameters = {
  /** What the process runs with. */
  config: WorkerConfig
  file: string
  /** Reads and checks all settings again. */
  load: () => WorkerConfig
  /** Takes the settings that may change while the worker runs; all others are those of its start. */
  apply: (config: WorkerConfig) => void
  log: Log
  metrics: { settingsValid: { set: (value: number) => void } }
  status: { settings: SettingsState | undefined }
}

/** Reads the settings' file again when it changes. Wrong settings change nothing. */
export class SettingsFollower {
  readonly #parameters: SettingsFollowerParameters

  /** As the file was read last. */
  #read: WorkerConfig

  constructor(parameters: SettingsFollowerParameters) {
    this.#parameters = parameters
    this.#read = parameters.config
    this.#say({})
  }

  /** Looks at the file from now on; gives what ends that. */
  follow(): () => void {
    const { file } = this.#parameters
    const listener = () => this.reload()
    watchFile(file, { interval: PACE, persistent: false }, listener)
    return () => unwatchFile(file, listener)
  }

  /** Reads the file, and puts its rules in force where anything has changed. */
  reload(): void {
    const { config, load, apply, file, log } = this.#parameters
    let read: WorkerConfig
    try {
      read = load()
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      this.#say({ fault: error.message, since: this.#parameters.status.settings?.loadedAt })
      log.error({ file, error }, 'the settings are wrong; the rules stay as they were')
      return
    }
    const isWrong = this.#parameters.status.settings?.fault !== undefined
    if (!isWrong && isDeepStrictEqual(read, this.#read)) return
    this.#read = read
    const needRestart = fixedPartsOf(config, read)
    apply(merged(config, read))
    this.#say({ needRestart })
    log.info({ file, needRestart }, 'the rules were read again')
  }

  #say({ fault, since, needRestart = [] }: Change): void {
    const { status, metrics, file } = this.#parameters
    const loadedAt = since ?? new Date().toISOString()
    status.settings = { file, loadedAt, needRestart, ...(fault === undefined ? {} : { fault }) }
    metrics.settingsValid.set(fault === undefined ? 1 : 0)
  }
}

type Change = { fault?: string; since?: string | undefined; needRestart?: readonly string[] }

/** The settings of the start, with the rules of others. A model that is not there any more keeps its rules. */
function merged(config: WorkerConfig, read: WorkerConfig): WorkerConfig {
  const { policy, collateral, housekeeping, gas } = read
  const { minBalance, coinPrice } = gas
  return {
    ...{ ...config, policy, collateral, housekeeping },
    gas: { ...config.gas, minBalance, coinPrice },
    models: config.models.map((old) => read.models.find(({ path }) => path === old.path) ?? old),
  }
}

/** The settings that differ beyond the rules, by name. */
function fixedPartsOf(config: WorkerConfig, read: WorkerConfig): string[] {
  const wanted = { ...read, models: filesOf(read) }
  const running = { ...merged(config, read), models: filesOf(config) }
  return Object.keys({ ...running, ...wanted }).filter(
    (key) => !isDeepStrictEqual(running[key as 'data'], wanted[key as 'data']),
  )
}

function filesOf({ models }: WorkerConfig) {
  return models.map(({ path, card }) => ({ path, card }))
}
