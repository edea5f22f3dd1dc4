import type { Check, CheckStatus } from '@assay/sdk'

const order: readonly { status: CheckStatus; one: string; many: string }[] = [
  { status: 'fail', one: 'fails', many: 'fail' },
  { status: 'pass', one: 'holds', many: 'hold' },
  { status: 'unknown', one: 'unknown', many: 'unknown' },
]

/** How the checks came out, in numbers: failures first. The re-run is said apart. */
export function summarizeChecks(checks: readonly Check[]): string {
  const counts = order
    .map(({ status, one, many }) => ({
      count: checks.filter((check) => check.status === status && !isRerun(check)).length,
      one,
      many,
    }))
    .filter(({ count }) => count > 0)
    .map(({ count, one, many }) => `${count} ${count === 1 ? one : many}`)
  const rerun = checks.find(isRerun)?.status
  const again = {
    pass: 're-run equal',
    fail: 're-run differs',
    unknown: 're-run without result',
    'not-run': 're-run not done',
  }
  return [...counts, ...(rerun === undefined ? [] : [again[rerun]])].join(' · ')
}

function isRerun({ id }: Check): boolean {
  return id === 'reexecution'
}
