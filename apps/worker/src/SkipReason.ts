/** Why a worker does not take a job. */
export type SkipReason =
  | 'model-not-served'
  | 'model-not-published'
  /** The registry names other sizes of input or outputs than the model has. */
  | 'published-sizes-differ'
  | 'verifier-not-trusted'
  | 'verifier-params-unknown'
  /** Its verifier takes no request for this many seats. */
  | 'seats-not-supported'
  | 'quorum-without-draw'
  | 'model-not-exact'
  | 'window-too-long'
  | 'fee-too-low'
  /** The fee suffices and still rises; the operator has the patience. */
  | 'waiting-for-fee'
  | 'requester-denied'
  | 'requester-not-allowed'
  | 'other-worker-named'
  | 'collateral-too-high'
  /** All jobs together would lock more than the operator allows. */
  | 'exposure-too-high'
  | 'balance-too-low'
  | 'gas-balance-too-low'
  | 'time-too-short'
  | 'expired'
  | 'input-unavailable'
  | 'input-root-mismatch'
  | 'input-does-not-fit'
  | 'claim-refused'
  | 'claimed-by-another'
  | 'too-many-jobs'
  | 'too-many-fetches'
  | 'not-drawn'
  | 'deadline-missed'
  | 'inference-failed'
  | 'key-ends'
  | 'draining'

/** Reasons that no later block and no later balance takes away. */
export const FINAL_REASONS: readonly SkipReason[] = [
  'model-not-served',
  'published-sizes-differ',
  'verifier-not-trusted',
  'verifier-params-unknown',
  'seats-not-supported',
  'quorum-without-draw',
  'model-not-exact',
  'window-too-long',
  'requester-denied',
  'requester-not-allowed',
  'other-worker-named',
  'collateral-too-high',
  'input-root-mismatch',
  'input-does-not-fit',
]
