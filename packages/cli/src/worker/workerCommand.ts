import { type ConfigSources, EXIT_CODES, onShutdown, ServiceError } from '@assay/service'
import type { Finding } from '@assay/worker'
import { Command } from 'commander'

interface WorkerOptions {
  readonly config?: string
  readonly rpcUrl?: string
  readonly deployment?: string
  readonly data?: string
  readonly port?: string
  readonly logLevel?: string
}

type ReportOptions = WorkerOptions & { readonly json?: true }

/** How the status of a check is written, all as long. */
const MARKS: Record<Finding['status'], string> = { ok: 'ok   ', fault: 'FAULT', skipped: '-    ' }

/**
 * `assay worker`: runs a worker, and says what keeps one from running.
 *
 * @param print takes what the commands answer (stdout)
 */
export function workerCommand(
  print: (text: string) => void = (text) => process.stdout.write(text),
): Command {
  const worker = new Command('worker').description(
    'run models for others and get paid (docs/operating.md)',
  )
  withSettings(worker.command('start'))
    .description('claim jobs until it is ended')
    .action((options: WorkerOptions) => start(options, print))
  withSettings(worker.command('doctor'))
    .description('look for all that would keep the worker from working; run it before the worker')
    .option('--json', 'print the findings as JSON')
    .action((options: ReportOptions) => doctor(options, print))
  withSettings(worker.command('status'))
    .description('show what the running worker says of itself')
    .option('--json', 'print all of it as JSON')
    .action((options: ReportOptions) => status(options, print))
  for (const command of worker.commands) {
    command.showHelpAfterError('(--help says what the command takes)').exitOverride()
  }
  return worker
}

function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'settings (TOML)')
    .option('--rpc-url <url>', "the chain's endpoint")
    .option('--deployment <file>', "the record of the contracts' addresses")
    .option('--data <folder>', 'journal and blobs')
    .option('--port <number>', 'where the worker answers')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
}

function sourcesOf(options: WorkerOptions): ConfigSources {
  const { config: file, rpcUrl, deployment, data, port, logLevel } = options
  return {
    ...(file === undefined ? {} : { file }),
    flags: { rpcUrl, deployment, data, 'http.port': port, 'log.level': logLevel },
    env: process.env,
  }
}

async function start(options: WorkerOptions, print: (text: string) => void): Promise<void> {
  // Opened only when it is asked for, because it loads an engine.
  const { loadWorkerConfig, runWorker } = await import('@assay/worker')
  await runWorker(loadWorkerConfig(sourcesOf(options)), {
    signal: onShutdown(),
    onReady: ({ url, address, models }) => {
      for (const { name, modelId } of models) print(`model ${name} ${modelId}\n`)
      print(`worker ready at ${url} as ${address}\n`)
    },
  })
}

async function doctor(
  { json, ...options }: ReportOptions,
  print: (text: string) => void,
): Promise<void> {
  const { inspectWorker } = await import('@assay/worker')
  const findings = await inspectWorker(sourcesOf(options))
  print(json ? `${JSON.stringify(findings, undefined, 2)}\n` : findings.map(lineOf).join(''))
  const faults = findings.filter(({ status }) => status === 'fault')
  const [first] = faults
  if (first === undefined) return
  const count = faults.length === 1 ? 'One fault was' : `${faults.length} faults were`
  throw new ServiceError(`${count} found.`, {
    exitCode: first.exitCode ?? EXIT_CODES.unexpected,
    remedy: 'Mend what is marked, and run `assay worker doctor` again.',
  })
}

function lineOf({ check, status, detail, fix }: Finding): string {
  const line = `${MARKS[status]}  ${check.padEnd(18)}  ${detail}\n`
  return fix === undefined ? line : `${line}${' '.repeat(27)}Fix: ${fix}\n`
}

/** What `/status` says, as far as it is shown. */
type Status = {
  worker: string
  ready: boolean
  reasons: string[]
  chain: { id: number; head?: string }
  models: { name: string; minFee: string; published?: boolean }[]
  balances?: Record<string, string>
  jobs?: { state: string }[]
  skipped: { reason: string }[]
}

async function status(
  { json, ...options }: ReportOptions,
  print: (text: string) => void,
): Promise<void> {
  const { loadWorkerConfig } = await import('@assay/worker')
  const { host, port } = loadWorkerConfig(sourcesOf(options)).http
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host
  const url = `http://${address}:${port}/status`
  let seen: Status
  try {
    seen = (await (await fetch(url)).json()) as Status
  } catch (cause) {
    throw new ServiceError(`No worker answers at ${url}.`, {
      cause,
      exitCode: EXIT_CODES.network,
      remedy: 'Start it with `assay worker start`, or name its configuration.',
    })
  }
  print(json ? `${JSON.stringify(seen, undefined, 2)}\n` : describe(seen))
}

function describe(seen: Status): string {
  const { worker, ready, reasons, chain, models, balances = {}, jobs = [], skipped } = seen
  const rows: [string, string][] = [
    ['worker', worker],
    ['ready', ready ? 'yes' : `no: ${reasons.join('; ')}`],
    ['chain', `${chain.id}, block ${chain.head ?? 'not read yet'}`],
    ...models.map(({ name, minFee, published }): [string, string] => [
      'model',
      `${name}, from ${minFee}${published === false ? ', not published' : ''}`,
    ]),
    ...Object.entries(balances).map(([name, amount]): [string, string] => [name, amount]),
    ['jobs', tally(jobs.map(({ state }) => state))],
    ['skipped', tally(skipped.map(({ reason }) => reason))],
  ]
  return rows.map(([name, text]) => `${name.padEnd(8)}  ${text}\n`).join('')
}

/** How often each of some words is there: "3 claimed, 1 submitted". */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ') || 'none'
}
