import { causesOf } from './causes.ts'

/** What an error says beyond its sentence. */
export type BaseErrorParameters = {
  cause?: unknown
  /** What to do about it, as one sentence. */
  remedy?: string
  name?: string
}

/** Every error that this library throws: one sentence, its cause, and what to do about it. */
export class BaseError extends Error {
  /** One sentence: what went wrong, and where. */
  readonly shortMessage: string
  readonly remedy: string | undefined
  override name = 'AssayError'

  constructor(shortMessage: string, parameters: BaseErrorParameters = {}) {
    const { cause, remedy, name } = parameters
    super([shortMessage, remedy].filter(Boolean).join(' '), cause === undefined ? {} : { cause })
    shorten(cause)
    this.shortMessage = shortMessage
    this.remedy = remedy
    if (name) this.name = name
  }
}

/** Longer hexadecimal says nothing to a reader: it is a call's or a signature's bytes. */
const LONG_HEX = /0x[0-9a-f]{256,}/gi

/**
 * Cuts the bytes of calls out of the words of causes: viem repeats them in each, so that Node prints tens of kilobytes where nobody
 * catches an error. What a revert answered (`raw`, `data`) stays.
 */
function shorten(cause: unknown): void {
  for (const error of causesOf(cause)) {
    if (!(error instanceof Error)) continue
    const fields = error as unknown as Record<string, unknown>
    for (const key of Object.getOwnPropertyNames(fields)) {
      if (
        key === 'raw' ||
        key === 'data' ||
        !Object.getOwnPropertyDescriptor(fields, key)?.writable
      )
        continue
      const value = fields[key]
      if (typeof value === 'string') fields[key] = shortened(value)
      if (key === 'metaMessages' && Array.isArray(value))
        fields[key] = value.map(String).map(shortened)
      // The whole request, of which the method says enough.
      if (key === 'body' && typeof value === 'object')
        fields[key] = { method: (value as { method?: unknown } | null)?.method }
    }
  }
}

function shortened(text: string): string {
  return text.replace(LONG_HEX, (hex) => `${hex.slice(0, 18)}… (${(hex.length - 2) / 2} bytes)`)
}
