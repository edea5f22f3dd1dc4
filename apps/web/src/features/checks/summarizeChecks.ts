import type { Check, CheckStatus } from '@assay/sdk'

const order: readonly { status: CheckStatus; words: string }[] = [
  { status: 'fail', words: 'failed' },
  { status: 'pass', words: 'passed' },
  { status: 'unknown', words: 'unknown' },
  { status: 'not-run', words: 'not run' },
]

/** How the checks came out, in numbers: failures first. */
export function summarizeChecks(checks: readonly Check[]): string {
  return order
    .map(({ status, words }) => ({
      words,
      count: checks.filter((check) => check.status === status).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => `${count} ${words}`)
    .join(' · ')
}
