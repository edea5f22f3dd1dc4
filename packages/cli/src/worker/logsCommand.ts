import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { EXIT_CODES, onShutdown, prettyLog, ServiceError } from '@assay/service'
import { Command, InvalidArgumentError } from 'commander'
import type { Print } from '../client/print.ts'
import { sourcesOf, type WorkerOptions, withSettings } from './settings.ts'

/** How often a followed file is looked at (milliseconds). */
const PACE = 250

type LogsOptions = WorkerOptions & { lines: number; follow?: true; json?: true }

/** `assay worker logs`: the log that `log.file` keeps. */
export function logsCommand(print: Print): Command {
  return withSettings(new Command('logs'))
    .description('print the log that log.file keeps')
    .option('-n, --lines <number>', 'how many of the last lines', toCount, 100)
    .option('-f, --follow', 'go on with what comes, until it is ended')
    .option('--json', 'print the lines as they are')
    .action((options: LogsOptions) => logs(options, print))
}

function toCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number.')
}

async function logs({ lines, follow, json, ...options }: LogsOptions, print: Print): Promise<void> {
  const { loadWorkerConfig } = await import('@assay/worker')
  const { file } = loadWorkerConfig(sourcesOf(options)).log
  if (file === undefined) {
    throw new ServiceError('This worker keeps no log.', {
      exitCode: EXIT_CODES.usage,
      remedy: 'Set log.file in its configuration; the log also goes to standard error.',
    })
  }
  if (!existsSync(file)) {
    throw new ServiceError(`The log ${file} does not exist.`, {
      exitCode: EXIT_CODES.notFound,
      remedy: 'Start the worker first; it writes the log.',
    })
  }
  const show = json ? print : readable(print)
  const older = `${file}.1`
  const text = (existsSync(older) ? readFileSync(older, 'utf8') : '') + readFileSync(file, 'utf8')
  for (const line of text
    .split('\n')
    .slice(0, -1)
    .slice(-lines || Number.POSITIVE_INFINITY)) {
    show(`${line}\n`)
  }
  if (follow) await followFile(file, onShutdown(), show)
}

/** Turns JSON lines into ones for people. */
function readable(print: Print): Print {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      print(chunk.toString())
      done()
    },
  })
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR
  const pretty = prettyLog({ colour, destination })
  return (line) => void pretty.write(line)
}

async function followFile(file: string, signal: AbortSignal, print: Print): Promise<void> {
  let at = statSync(file).size
  let rest = ''
  while (!signal.aborted) {
    const size = existsSync(file) ? statSync(file).size : 0
    // It was put aside, and a new one begun.
    if (size < at) at = 0
    if (size > at) {
      const stream = createReadStream(file, { start: at, end: size - 1, encoding: 'utf8' })
      stream.on('data', (text) => {
        rest += text
      })
      await finished(stream)
      at = size
      const complete = rest.split('\n')
      rest = complete.pop() ?? ''
      for (const line of complete) print(`${line}\n`)
    }
    await wait(PACE, undefined, { signal }).catch(() => {})
  }
}
