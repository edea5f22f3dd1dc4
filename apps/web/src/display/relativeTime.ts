const steps = [
  { unit: 'second', seconds: 1, below: 60 },
  { unit: 'minute', seconds: 60, below: 60 * 60 },
  { unit: 'hour', seconds: 60 * 60, below: 48 * 60 * 60 },
  { unit: 'day', seconds: 24 * 60 * 60, below: Number.POSITIVE_INFINITY },
] as const

/**
 * Says how far a time is from now: `12 seconds ago`, `in 4 minutes`. Both are in Unix seconds. Within
 * two seconds, which a chain's clock and a reader's may differ by, it is `just now`.
 */
export function relativeTime(time: number, now: number): string {
  const away = Math.abs(time - now)
  if (away < 2) return 'just now'
  const { unit, seconds } = steps.find(({ below }) => away < below) ?? steps[3]
  const count = Math.floor(away / seconds)
  const length = `${count} ${unit}${count === 1 ? '' : 's'}`
  return time > now ? `in ${length}` : `${length} ago`
}
