export type BaseErrorParameters = {
  cause?: unknown
  /** What to do about it, as one sentence. */
  remedy?: string
  /** Page of the docs, such as `/protocol#jobs`. */
  docsPath?: string
  name?: string
}

/** Every error that this library throws: one sentence, its cause, and what to do about it. */
export class BaseError extends Error {
  /** One sentence: what went wrong, and where. */
  readonly shortMessage: string
  readonly remedy: string | undefined
  readonly docsPath: string | undefined
  override name = 'AssayError'

  constructor(shortMessage: string, parameters: BaseErrorParameters = {}) {
    const { cause, remedy, docsPath, name } = parameters
    super([shortMessage, remedy].filter(Boolean).join(' '), cause === undefined ? {} : { cause })
    this.shortMessage = shortMessage
    this.remedy = remedy
    this.docsPath = docsPath
    if (name) this.name = name
  }

  /** The first error of the cause chain that the predicate accepts. */
  walk(accept: (error: unknown) => boolean): unknown {
    let error: unknown = this
    while (error !== undefined && error !== null) {
      if (accept(error)) return error
      error = error instanceof Error ? error.cause : undefined
    }
    return undefined
  }
}
