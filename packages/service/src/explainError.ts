import { causesOf } from '@assay/sdk'
import { EXIT_CODES } from './ServiceError.ts'

export type Explanation = { message: string; exitCode: number }

/** What a process says about the error that ends it: one sentence and a remedy; the stack only when asked for. */
export function explainError(error: unknown, options: { debug: boolean }): Explanation {
  const exitCode =
    error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
      ? error.exitCode
      : EXIT_CODES.unexpected
  if (options.debug) return { message: stackOf(error), exitCode }
  if (!(error instanceof Error)) return { message: String(error), exitCode }
  const known = 'shortMessage' in error && typeof error.shortMessage === 'string'
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? ` ${error.remedy}` : ''
  const message = known ? `${error.shortMessage as string}${remedy}` : firstLine(error.message)
  return { message, exitCode }
}

function stackOf(error: unknown): string {
  const stacks = [...causesOf(error)].map((cause) =>
    cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
  )
  return stacks.join('\ncaused by: ')
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
