'use client'

import { formatUtc, relativeTime } from './format.ts'
import { Popover } from './Popover.tsx'
import { useNow } from './useNow.ts'

/**
 * A time (Unix seconds) as people say it; it opens the UTC time. What has happened is never in the future, however a chain's clock and the
 * reader's differ.
 */
export function RelativeTime({
  seconds,
  past = false,
  clock = 'chain',
  plain = false,
}: {
  seconds: number
  past?: boolean
  /** Whose time it is. */
  clock?: 'chain' | 'browser'
  /** Opens nothing, where a link holds it. */
  plain?: boolean
}) {
  const now = useNow(clock)
  const utc = formatUtc(seconds)
  const time = (
    <time
      dateTime={
        Number.isFinite(seconds) && utc !== 'not a time'
          ? new Date(seconds * 1_000).toISOString()
          : undefined
      }
      className="tabular whitespace-nowrap"
    >
      {now === undefined ? utc : relativeTime(past ? Math.min(seconds, now) : seconds, now)}
    </time>
  )
  if (plain) return time
  return (
    <Popover label="The time in UTC" trigger={time}>
      <span className="tabular">{utc}</span>
    </Popover>
  )
}
