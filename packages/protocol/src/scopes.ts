/** What a key may do for the account that listed it; bits that can be joined. */
export const KEY_SCOPES = {
  /** Claim, commit, sign receipts, move in disputes. */
  work: 1,
  /** Sign requests. */
  request: 2,
} as const
