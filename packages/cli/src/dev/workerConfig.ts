import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import type { PublishedModel } from './publishSamples.ts'

export interface WorkerConfigParameters {
  /** The worker's folder: configuration and journal. */
  readonly folder: string
  readonly rpcUrl: string
  readonly port: number
  readonly deploymentFile: string
  readonly models: readonly PublishedModel[]
  /** How often it looks at the chain (milliseconds), where people should be able to follow. */
  readonly pace?: number | undefined
  /** Verifiers to work under; the deployment's own by default. */
  readonly verifiers?: readonly string[]
}

/** Writes the configuration of the stack's worker, and gives its path. */
export function writeWorkerConfig(parameters: WorkerConfigParameters): string {
  const { folder, rpcUrl, port, deploymentFile, models, pace, verifiers } = parameters
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'worker.toml')
  writeFileSync(
    path,
    stringify({
      rpcUrl,
      deployment: deploymentFile,
      data: join(folder, 'data'),
      http: { port },
      ...(pace === undefined ? {} : { chain: { pollingInterval: pace } }),
      ...(verifiers === undefined ? {} : { policy: { verifiers: [...verifiers] } }),
      models: models.map(({ file, card }) => ({ path: file, card })),
    }),
  )
  return path
}
