import type { Logger } from 'pino'
import { destination, pino } from 'pino'
import { build as pretty } from 'pino-pretty'

export type Log = Logger

export type CreateLogParameters = {
  level: string
  /** json for machines, text for people. */
  format: 'json' | 'text'
  /** Colours in the text format. */
  colour?: boolean
  /** Where lines go; standard error by default, so that standard output stays for data. */
  stream?: { write(line: string): void }
}

/** A structured log on standard error. */
export function createLog(parameters: CreateLogParameters): Log {
  const { level, format, colour = false, stream } = parameters
  const options = { level, base: null, serializers: { error: serializeError } }
  if (stream) return pino(options, stream)
  if (format === 'json') return pino(options, destination({ dest: 2, sync: true }))
  return pino(
    options,
    pretty({
      colorize: colour,
      destination: 2,
      sync: true,
      singleLine: true,
      translateTime: 'HH:MM:ss',
    }),
  )
}

/** Operators get sentences; the stack is for readers of debug output. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const short = (error as { shortMessage?: unknown }).shortMessage
  return typeof short === 'string' ? short : error.message
}
