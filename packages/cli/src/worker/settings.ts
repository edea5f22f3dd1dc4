import type { ConfigSources } from '@assay/service'
import type { Command } from 'commander'

/** The flags of every command that has a worker's settings. */
export interface WorkerOptions {
  readonly config?: string
  readonly rpcUrl?: string
  readonly deployment?: string
  readonly data?: string
  readonly port?: string
  readonly logLevel?: string
}

export function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'settings (TOML)')
    .option('--rpc-url <url>', "the chain's endpoint")
    .option('--deployment <file>', "the record of the contracts' addresses")
    .option('--data <folder>', 'journal and blobs')
    .option('--port <number>', 'where the worker answers')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
}

export function sourcesOf(options: WorkerOptions): ConfigSources {
  const { config: file, rpcUrl, deployment, data, port, logLevel } = options
  return {
    ...(file === undefined ? {} : { file }),
    flags: { rpcUrl, deployment, data, 'http.port': port, 'log.level': logLevel },
    env: process.env,
  }
}
