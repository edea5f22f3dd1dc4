import { SCOPE_REQUEST, SCOPE_WORK } from './generated/constants.ts'

/** What a key may do for the account that listed it; bits that can be joined. */
export const KEY_SCOPES = {
  /** Claim, commit, sign receipts, move in disputes. */
  work: SCOPE_WORK,
  /** Sign requests. */
  request: SCOPE_REQUEST,
} as const
