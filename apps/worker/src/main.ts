import { onShutdown, runMain } from '@assay/service'
import { loadWorkerConfig } from './config.ts'
import { runWorker } from './runWorker.ts'

const HELP = `assay worker: claims jobs, runs models, signs results, gets paid.

Usage: node apps/worker/src/main.ts --config <file.toml> [options]

Options
  --config <file>      settings, TOML; relative paths in it, and the defaults, start from its
                       folder; those of flags and environment from the current folder
  --rpc-url <url>      rpcUrl: the chain's endpoint
  --deployment <file>  deployment: the record of the contracts' addresses
  --data <folder>      data: journal and blobs
  --port <number>      http.port: where /health /ready /status /metrics /blobs
                       /offers /requests answer
  --log-level <level>  log.level: trace, debug, info, warn, error or silent
  --debug              show stack traces of errors
  --help               this text

Environment
  ASSAY_WORKER_KEY     a bare private key, for local development only; else
                       key.keystore and key.passwordFile (encrypted, version 3)
  ASSAY_RPC_URL, ASSAY_DEPLOYMENT, ASSAY_WORKER_DATA, ASSAY_WORKER_HOST, ASSAY_WORKER_PORT,
  ASSAY_WORKER_KEYSTORE, ASSAY_WORKER_PASSWORD_FILE, ASSAY_LOG_LEVEL, ASSAY_LOG_FORMAT
  DEBUG                like --debug

A flag wins over the environment, the environment over the file, the file over the default.

Keys of the file (defaults in brackets)
  rpcUrl               one URL, or a list of which the later ones stand in for the earlier
  deployment           [.assay/deployment.json]
  data                 [.assay/worker]; keepDays [7] of the journal
  key.keystore, key.passwordFile
  account              [the key's own] the account that the key works for
  http.host, http.port [127.0.0.1, 8600]
  [[models]]           path (.onnx, .assay), card, minFee ["0" tokens], patience [0 s],
                       allow, deny, maxCollateral (tokens)
  policy.allow, policy.deny, policy.verifiers, policy.minLockFor [5 s], policy.maxJobs [8]
  policy.maxWindow [86400 s], policy.undrawnQuorums [false], policy.leaveUnfilled [true]
  collateral.maxPerJob ["100" tokens], collateral.maxTotal, collateral.autoDeposit [true]
  gas.maxFeePerGas     gwei; gas.coinPrice ["0" tokens per coin], gas.minBalance ["0.001" coins]
  housekeeping         none, [rescue] or all
  concurrency          [1] inferences at a time, each model
  fleet.redisUrl       over which executors on other machines run exact programs
  input.maxBytes, input.timeout, input.concurrency [16], input.privateNetworks
  requests.enabled [true], requests.refuseAfterWithdrawal [3600 s]
  uploads.enabled [true], uploads.maxBytes [268435456], uploads.keepHours [24]
  drainTimeout, log.level, log.format [text] or json, log.file
  chain.pollingInterval, chain.logWindow, chain.reorgDepth, chain.stallAfter

Exit codes: 0 ended as asked, 1 unexpected, 2 settings, 3 file not found, 4 key, 5 network, 6 funds.
`

process.exitCode = await runMain({
  process,
  help: HELP,
  run: (sources) =>
    runWorker(loadWorkerConfig(sources), {
      sources,
      signal: onShutdown(),
      onReady: ({ url, address, models }) => {
        for (const { name, modelId } of models) process.stdout.write(`model ${name} ${modelId}\n`)
        process.stdout.write(`worker ready at ${url} as ${address}\n`)
      },
    }),
})
