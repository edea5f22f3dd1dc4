/** What is checked of a result. */
export type CheckId =
  | 'inputRoot'
  | 'outputRoot'
  | 'requestDigest'
  | 'receiptSignature'
  | 'signer'
  | 'chain'
  | 'model'
  | 'reexecution'

/** pass and fail were computed; unknown lacks what it needs; not-run was not asked for. */
export type CheckStatus = 'pass' | 'fail' | 'unknown' | 'not-run'

/** One thing that was checked about a result: what was compared, and how it came out. */
export type Check = {
  id: CheckId
  title: string
  status: CheckStatus
  /** What the claim says. */
  expected?: string
  /** What was computed here. */
  actual?: string
  /** One sentence about what was compared, or why it could not be. */
  detail: string
}
