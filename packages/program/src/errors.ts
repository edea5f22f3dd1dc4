/** The names of everything that this package refuses; a caller may switch on them. */
export const programErrorNames = [
  'EmptyTensor',
  'InvalidModel',
  'InvalidHex',
  'InvalidInput',
  'InvalidProgram',
  'InvalidMultiplier',
  'NotJudgeable',
  'LimitExceeded',
  'InvalidFile',
  'UnsupportedVersion',
  'RootMismatch',
  'EngineNotExact',
] as const

export type ProgramErrorName = (typeof programErrorNames)[number]

/** What this package throws: one clear sentence, and a name that says of which kind it is. */
export class ProgramError extends Error {
  override readonly name: ProgramErrorName

  constructor(name: ProgramErrorName, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = name
  }
}
