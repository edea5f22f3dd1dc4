import type { Deployment } from '@assay/protocol'
import type { AuditedJob, Outcome } from './auditJob.ts'
import { DRAW } from './drawSample.ts'
import type { Audit } from './useAudit.ts'

/** How many jobs of a sample ended in each way. */
export function countOutcomes(jobs: readonly AuditedJob[]): Record<Outcome, number> {
  const counts = { equal: 0, different: 0, undecided: 0, 'no answer': 0, 'not run': 0 }
  for (const { outcome } of jobs) counts[outcome]++
  return counts
}

/** A sample's outcome in one sentence, each figure with its denominator. */
export function describeAudit(
  { jobs, places }: Pick<Audit, 'jobs' | 'places'>,
  { isRunning }: { isRunning: boolean },
): string {
  if (jobs.length === 0)
    return isRunning
      ? `Running the first of ${places.length}.`
      : `None of ${places.length} was run.`
  const counts = countOutcomes(jobs)
  const parts = [
    `${counts.equal} gave the bytes that the worker signed`,
    `${counts.different} gave others`,
    ...(counts.undecided > 0 ? [`${counts.undecided} may differ without being wrong`] : []),
    ...(counts['no answer'] > 0 ? [`${counts['no answer']} had no answer`] : []),
    ...(counts['not run'] > 0 ? [`${counts['not run']} could not be run`] : []),
  ]
  const known = jobs.filter(
    ({ outcome, state }) => outcome === 'different' && state === 'rejected',
  ).length
  const refuted =
    known === 0 ? '' : ` Of those with other bytes, the chain has rejected ${known} already.`
  const last = parts.pop()
  const run =
    jobs.length === places.length
      ? `Of ${jobs.length}`
      : `Of ${jobs.length}${isRunning ? ' so far' : ` that ${jobs.length === 1 ? 'was' : 'were'} run, of ${places.length} drawn`}`
  return `${run}, ${parts.join(', ')} and ${last}.${refuted}`
}

/** What is kept of a sample: enough to draw and run the same jobs again, and to compare. */
export function reportOf(audit: Audit, { chainId, market, multiSeatMarket, indexer }: Deployment) {
  const { filter, seed, matching, block, places, jobs, startedAt } = audit
  return {
    version: 1,
    kind: 'assay-audit',
    chainId,
    markets: [market, multiSeatMarket],
    index: indexer,
    /** As in `/results?…` of the index. */
    filter: `${filter}${filter === '' ? '' : '&'}sort=requested`,
    block,
    matching,
    seed,
    draw: DRAW,
    places,
    jobs,
    outcomes: countOutcomes(jobs),
    startedAt: new Date(startedAt).toISOString(),
  }
}
