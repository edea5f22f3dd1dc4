'use client'

import { formatUtc, relativeTime } from './format.ts'
import { useNow } from './useNow.ts'

/**
 * A time (Unix seconds) as people say it, with the UTC time on hover. What has happened is never in the future, however a chain's clock
 * and the reader's differ.
 */
export function RelativeTime({
  seconds,
  past = false,
  clock = 'chain',
}: {
  seconds: number
  past?: boolean
  /** Whose time it is. */
  clock?: 'chain' | 'browser'
}) {
  const now = useNow(clock)
  const utc = formatUtc(seconds)
  return (
    <time
      dateTime={
        Number.isFinite(seconds) && utc !== 'not a time'
          ? new Date(seconds * 1_000).toISOString()
          : undefined
      }
      title={utc}
      className="tabular whitespace-nowrap"
    >
      {now === undefined ? utc : relativeTime(past ? Math.min(seconds, now) : seconds, now)}
    </time>
  )
}
