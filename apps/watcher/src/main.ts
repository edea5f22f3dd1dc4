import { onShutdown, runMain } from '@assay/service'
import { loadWatcherConfig } from './config.ts'
import { runWatcher } from './runWatcher.ts'

const HELP = `assay watcher: re-runs results, and challenges the wrong ones.

Usage: node apps/watcher/src/main.ts --config <file.toml> [options]

Options
  --config <file>      settings, TOML; relative paths in it, and the defaults, start from its
                       folder; those of flags and environment from the current folder
  --rpc-url <url>      rpcUrl: the chain's endpoint
  --deployment <file>  deployment: the record of the contracts' addresses
  --data <folder>      data: journal and fetched programs
  --port <number>      http.port: where /health /ready /status /metrics answer
  --log-level <level>  log.level: trace, debug, info, warn, error or silent
  --debug              show stack traces of errors
  --help               this text

Environment
  ASSAY_WATCHER_KEY    a bare private key, for local development only; else
                       key.keystore and key.passwordFile (encrypted, version 3)
  ASSAY_RPC_URL, ASSAY_DEPLOYMENT, ASSAY_WATCHER_DATA, ASSAY_WATCHER_HOST, ASSAY_WATCHER_PORT,
  ASSAY_WATCHER_KEYSTORE, ASSAY_WATCHER_PASSWORD_FILE, ASSAY_LOG_LEVEL, ASSAY_LOG_FORMAT
  DEBUG                like --debug

A flag wins over the environment, the environment over the file, the file over the default.
docs/watcher.md lists the keys of the file.

Exit codes: 0 ended as asked, 1 unexpected, 2 settings, 3 file not found, 4 key, 5 network.
`

process.exitCode = await runMain({
  process,
  help: HELP,
  run: (sources) =>
    runWatcher(loadWatcherConfig(sources), {
      signal: onShutdown(),
      onReady: ({ url, address }) => {
        process.stdout.write(`watcher ready at ${url} as ${address}\n`)
      },
    }),
})
