/** What a worker's reasons for leaving a job mean, and what changes that; the same as in docs/worker.md. */
const meanings: Readonly<Record<string, string>> = {
  'model-not-served': 'It serves no such model. Add the model to its settings.',
  'seats-not-supported': 'The job asks for a number of workers that it does not take part in.',
  'other-worker-named': 'The requester named another worker.',
  'verifier-not-trusted': 'The job is checked by a method that its settings do not name.',
  'verifier-params-unknown': 'It does not know how this job would be checked.',
  'quorum-without-draw': 'It takes part in quorums only where workers are drawn.',
  'published-sizes-differ': 'The registry names other sizes than the model has.',
  'window-too-long':
    'The time in which the answer can be disputed is longer than its settings allow.',
  'model-not-exact': 'A dispute needs an exact model, and this is none.',
  'requester-denied': 'Its settings refuse this requester.',
  'requester-not-allowed': 'Its settings do not list this requester.',
  'collateral-too-high': 'The job asks for more collateral than its settings allow.',
  'input-root-mismatch': 'The input does not have the root that the request names.',
  'input-does-not-fit': 'The input has another size than the model takes.',
  'fee-too-low': 'The fee is below what it asks, so far. It looks again as the fee rises.',
  'time-too-short': 'Too little time is left to answer.',
  'balance-too-low': 'It has too few tokens for the collateral. Deposit some.',
  'gas-balance-too-low': 'It has too little coin for gas. Send it some.',
  'too-many-jobs': 'It holds as many jobs as it can finish in time.',
  'too-many-fetches': 'It is fetching as many inputs as it may.',
  'not-drawn': 'Another worker was drawn for it.',
  'key-ends': 'Its key ends before the job could be finished. List another.',
  draining: 'It is being stopped, and takes no new jobs.',
  'model-not-published': 'Nobody has registered this model.',
  'claim-refused': 'The market refused its claim.',
  'input-unavailable': 'The input could not be fetched, or was another one.',
  'claimed-by-another': 'Another worker was first.',
  expired: 'Its time was over.',
  'deadline-missed': 'It claimed the job and did not answer in time.',
  'inference-failed': 'The model failed on it three times.',
}

/** What a reason means; undefined for one that this page does not know. */
export function meaningOf(reason: string): string | undefined {
  return Object.hasOwn(meanings, reason) ? meanings[reason] : undefined
}
