/** What an error says beyond its sentence. */
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
}
