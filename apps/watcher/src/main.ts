import { parseArgs } from 'node:util'
import { EXIT_CODES, explainError, onShutdown, ServiceError, suggestName } from '@assay/service'
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
  ASSAY_WATCHER_KEY    a bare private key, for local development alone; else
                       key.keystore and key.passwordFile (encrypted, version 3)
  ASSAY_RPC_URL, ASSAY_DEPLOYMENT, ASSAY_WATCHER_DATA, ASSAY_WATCHER_HOST, ASSAY_WATCHER_PORT,
  ASSAY_WATCHER_KEYSTORE, ASSAY_WATCHER_PASSWORD_FILE, ASSAY_LOG_LEVEL, ASSAY_LOG_FORMAT
  DEBUG                like --debug

A flag wins over the environment, the environment over the file, the file over the default.
docs/watcher.md lists the keys of the file.

Exit codes: 0 ended as asked, 1 unexpected, 2 settings, 3 file not found, 4 key, 5 network.
`

const OPTIONS = {
  config: { type: 'string' },
  'rpc-url': { type: 'string' },
  deployment: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string' },
  'log-level': { type: 'string' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const debug = process.argv.includes('--debug') || Boolean(process.env.DEBUG)
try {
  process.exitCode = await main()
} catch (error) {
  const { message, exitCode } = explainError(error, { debug })
  process.stderr.write(`${message}\n`)
  process.exitCode = exitCode
}

async function main(): Promise<number> {
  const flags = readFlags()
  if (flags.help) {
    process.stdout.write(HELP)
    return EXIT_CODES.ok
  }
  const config = loadWatcherConfig({
    ...(flags.config === undefined ? {} : { file: flags.config }),
    flags: {
      rpcUrl: flags['rpc-url'],
      deployment: flags.deployment,
      data: flags.data,
      'http.port': flags.port,
      'log.level': flags['log-level'],
    },
    env: process.env,
  })
  await runWatcher(config, {
    signal: onShutdown(),
    onReady: ({ url, address }) => {
      process.stdout.write(`watcher ready at ${url} as ${address}\n`)
    },
  })
  return EXIT_CODES.ok
}

function readFlags() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (cause) {
    const unknown = /'--?([\w-]+)/.exec((cause as Error).message)?.[1]
    const meant = unknown === undefined ? undefined : suggestName(unknown, Object.keys(OPTIONS))
    const [sentence = ''] = (cause as Error).message.split(/\. |\n/)
    throw new ServiceError(`${sentence.replace(/\.$/, '')}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: meant ? `Did you mean --${meant}?` : '--help lists the options.',
    })
  }
}
