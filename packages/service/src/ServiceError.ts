/** The exit codes of Assay's processes. */
export const EXIT_CODES = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  key: 4,
  network: 5,
  funds: 6,
  revert: 7,
  expired: 8,
  // 10 to 16 are those of evidence that does not hold (EVIDENCE_EXIT_CODES of @assay/sdk).
} as const

export type ServiceErrorParameters = {
  cause?: unknown
  /** What to do about it, as one sentence. */
  remedy?: string
  /** Exit code of a process that ends because of it; 1 by default. */
  exitCode?: number
}

/** An error that an operator can act upon: one sentence, its remedy, and the exit code it deserves. */
export class ServiceError extends Error {
  readonly shortMessage: string
  readonly remedy: string | undefined
  readonly exitCode: number
  override name = 'ServiceError'

  constructor(shortMessage: string, parameters: ServiceErrorParameters = {}) {
    const { cause, remedy, exitCode = EXIT_CODES.unexpected } = parameters
    super([shortMessage, remedy].filter(Boolean).join(' '), cause === undefined ? {} : { cause })
    this.shortMessage = shortMessage
    this.remedy = remedy
    this.exitCode = exitCode
  }
}
