import { onShutdown, runMain } from '@assay/service'
import { loadIndexerConfig } from './config.ts'
import { runIndexer } from './runIndexer.ts'

const HELP = `assay indexer: reads a deployment's history from the chain, and answers questions about it.

Usage: node apps/indexer/src/main.ts [--config <file.toml>] [options]

Options
  --config <file>      settings, TOML; relative paths in it, and the defaults, start from its
                       folder; those of flags and environment from the current folder
  --rpc-url <url>      rpcUrl: the chain's endpoint
  --deployment <file>  deployment: the record of the contracts' addresses
  --data <folder>      data: the database's files, where no server is named
  --port <number>      http.port: where it answers
  --log-level <level>  log.level: trace, debug, info, warn, error or silent
  --debug              show stack traces of errors
  --help               this text

Environment
  DATABASE_URL         database.url: a Postgres server, in place of PGlite in the data folder
  ASSAY_RPC_URL, ASSAY_DEPLOYMENT, ASSAY_INDEXER_DATA, ASSAY_INDEXER_HOST, ASSAY_INDEXER_PORT,
  ASSAY_INDEXER_SCHEMA, ASSAY_LOG_LEVEL, ASSAY_LOG_FORMAT
  DEBUG                like --debug

A flag wins over the environment, the environment over the file, the file over the default.
docs/indexer.md lists the keys of the file and the routes.

Exit codes: 0 ended as asked, 1 unexpected, 2 settings, 3 file not found, 5 network.
`

process.exitCode = await runMain({
  process,
  help: HELP,
  run: (sources) =>
    runIndexer(loadIndexerConfig(sources), {
      signal: onShutdown(),
      onReady: ({ url, database }) => {
        process.stdout.write(`indexer ready at ${url} on ${database}\n`)
      },
    }),
})
