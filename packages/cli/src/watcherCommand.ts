import { onShutdown } from '@assay/service'
import { Command } from 'commander'

interface RunOptions {
  readonly config?: string
  readonly rpcUrl?: string
  readonly deployment?: string
  readonly data?: string
  readonly port?: string
  readonly logLevel?: string
}

async function run(options: RunOptions): Promise<void> {
  // Opened only when it is asked for, because it loads an engine.
  const { loadWatcherConfig, runWatcher } = await import('@assay/watcher')
  const { config: file, rpcUrl, deployment, data, port, logLevel } = options
  const config = loadWatcherConfig({
    ...(file === undefined ? {} : { file }),
    flags: { rpcUrl, deployment, data, 'http.port': port, 'log.level': logLevel },
    env: process.env,
  })
  await runWatcher(config, {
    signal: onShutdown(),
    onReady: ({ url, address }) => console.log(`watcher ready at ${url} as ${address}`),
  })
}

/** `assay watcher run`: re-runs results and challenges the wrong ones. */
export function watcherCommand(): Command {
  const command = new Command('watcher').description(
    're-run results and challenge the wrong ones (docs/watcher.md)',
  )
  command
    .command('run')
    .description('watch until it is ended')
    .option('--config <file>', 'settings (TOML)')
    .option('--rpc-url <url>', "the chain's endpoint")
    .option('--deployment <file>', "the record of the contracts' addresses")
    .option('--data <folder>', 'journal and fetched programs')
    .option('--port <number>', 'where /health /ready /status /metrics answer')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action(run)
  return command
}
