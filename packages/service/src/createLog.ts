import type { Logger } from 'pino'
import { destination, multistream, pino } from 'pino'
import { build as pretty } from 'pino-pretty'
import { RotatingFile } from './RotatingFile.ts'

export type Log = Logger

export type CreateLogParameters = {
  level: string
  /** json for machines, text for people. */
  format: 'json' | 'text'
  /** Colours in the text format. */
  colour?: boolean
  /** A file that keeps every line as JSON as well. */
  file?: string | undefined
  /** Where lines go; standard error by default, so that standard output stays for data. */
  stream?: { write(line: string): void }
}

/** A structured log on standard error. */
export function createLog(parameters: CreateLogParameters): Log {
  const { level, format, colour = false, file, stream } = parameters
  const options = { level, base: null, serializers: { error: serializeError } }
  const screen = stream ?? toScreen(format, colour)
  if (file === undefined) return pino(options, screen)
  // The logger's own level decides; without one, these would leave out what is below info.
  const kept = new RotatingFile(file)
  return pino(
    options,
    multistream([screen, kept].map((each) => ({ stream: each, level: 'trace' }))),
  )
}

function toScreen(format: CreateLogParameters['format'], colour: boolean) {
  if (format === 'json') return destination({ dest: 2, sync: true })
  return prettyLog({ colour, destination: 2 })
}

/** Makes lines of a log readable: it is written to, and writes where it is told. */
export function prettyLog({
  colour,
  destination: to,
}: {
  colour: boolean
  destination: number | NodeJS.WritableStream
}) {
  return pretty({
    colorize: colour,
    destination: to,
    sync: true,
    singleLine: true,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
  })
}

/** Operators get sentences; the stack is for readers of debug output. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const short = (error as { shortMessage?: unknown }).shortMessage
  return typeof short === 'string' ? short : error.message
}
