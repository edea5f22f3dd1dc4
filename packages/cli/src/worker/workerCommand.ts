import { EXIT_CODES, onShutdown, ServiceError } from '@assay/service'
import type { Finding } from '@assay/worker'
import { Command } from 'commander'
import { configCommand } from './configCommand.ts'
import { drainCommand } from './drainCommand.ts'
import { executorCommand } from './executorCommand.ts'
import { initCommand } from './initCommand.ts'
import { logsCommand } from './logsCommand.ts'
import { depositCommand, withdrawCommand } from './moneyCommands.ts'
import { sourcesOf, type WorkerOptions, withSettings } from './settings.ts'
import { statusCommand } from './statusCommand.ts'

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
  worker.addCommand(initCommand(print))
  withSettings(worker.command('start'))
    .description('claim jobs until it is ended')
    .action((options: WorkerOptions) => start(options, print))
  withSettings(worker.command('doctor'))
    .description('look for all that would keep the worker from working; run it before the worker')
    .option('--json', 'print the findings as JSON')
    .action((options: ReportOptions) => doctor(options, print))
  worker.addCommand(statusCommand(print))
  worker.addCommand(drainCommand(print))
  worker.addCommand(depositCommand(print))
  worker.addCommand(withdrawCommand(print))
  worker.addCommand(logsCommand(print))
  worker.addCommand(configCommand(print))
  worker.addCommand(executorCommand(print))
  for (const command of [...worker.commands, ...worker.commands.flatMap((each) => each.commands)]) {
    command.showHelpAfterError('(--help says what the command takes)').exitOverride()
  }
  return worker
}

async function start(options: WorkerOptions, print: (text: string) => void): Promise<void> {
  // Opened only when it is asked for, because it loads an engine.
  const { loadWorkerConfig, runWorker } = await import('@assay/worker')
  const sources = sourcesOf(options)
  await runWorker(loadWorkerConfig(sources), {
    sources,
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
