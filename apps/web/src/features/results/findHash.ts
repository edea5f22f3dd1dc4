import type { Job } from '@assay/sdk'
import type { Hex } from 'viem'

/** What 32 bytes are, among the jobs of a deployment. */
export type FoundHash =
  | { what: 'transaction'; job: Hex }
  | { what: 'input root' | 'output root'; jobs: readonly Hex[] }

/** Says what a hash is that is no job's id: a transaction, or the root of what went into or came out of jobs. */
export function findHash(hash: string, jobs: readonly Job[]): FoundHash | undefined {
  const wanted = hash.toLowerCase()
  const equals = (value: string | undefined) => value?.toLowerCase() === wanted
  const sent = jobs.find(({ steps }) => steps.some((step) => equals(step.transactionHash)))
  if (sent !== undefined) return { what: 'transaction', job: sent.id }
  const asked = jobs.filter(({ request }) => equals(request.inputRoot)).map(({ id }) => id)
  if (asked.length > 0) return { what: 'input root', jobs: asked }
  const answered = jobs
    .filter(({ seats, receipt }) =>
      [receipt?.outputRoot, ...seats.map(({ outputRoot }) => outputRoot)].some(equals),
    )
    .map(({ id }) => id)
  return answered.length > 0 ? { what: 'output root', jobs: answered } : undefined
}
