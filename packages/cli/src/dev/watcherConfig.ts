import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import type { PublishedModel } from './publishSamples.ts'

export interface WatcherConfigParameters {
  /** The watcher's folder: configuration and journal. */
  readonly folder: string
  readonly rpcUrl: string
  readonly port: number
  readonly deploymentFile: string
  readonly models: readonly PublishedModel[]
  /** How often it looks at the chain (milliseconds), where people should be able to follow. */
  readonly pace?: number | undefined
}

/** Writes the configuration of the stack's watcher, and gives its path. */
export function writeWatcherConfig(parameters: WatcherConfigParameters): string {
  const { folder, rpcUrl, port, deploymentFile, models, pace } = parameters
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'watcher.toml')
  const exact = models.filter(({ profileName }) => profileName === 'exact')
  writeFileSync(
    path,
    stringify({
      rpcUrl,
      deployment: deploymentFile,
      data: join(folder, 'data'),
      http: { port },
      ...(pace === undefined ? {} : { chain: { pollingInterval: pace } }),
      programs: { files: exact.map(({ file }) => file) },
    }),
  )
  return path
}
