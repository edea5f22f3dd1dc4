'use client'

import { Activity as ActivityIcon } from 'lucide-react'
import Link from 'next/link'
import { Disclosure } from '../display/Disclosure.tsx'
import { Hash } from '../display/Hash.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { Status, type StatusTone, type statusIcons } from '../display/Status.tsx'
import { type ActivityState, useActivity } from '../wallet/ActivityContext.tsx'

const words: Record<
  ActivityState,
  { tone: StatusTone; icon: keyof typeof statusIcons; word: string }
> = {
  wallet: { tone: 'pending', icon: 'working', word: 'In your wallet' },
  sent: { tone: 'pending', icon: 'pending', word: 'Sent' },
  done: { tone: 'settled', icon: 'included', word: 'Included' },
  rejected: { tone: 'unknown', icon: 'cancelled', word: 'Rejected by you' },
  cancelled: { tone: 'unknown', icon: 'cancelled', word: 'Replaced by you' },
  dropped: { tone: 'fail', icon: 'fail', word: 'Lost' },
  failed: { tone: 'fail', icon: 'fail', word: 'Not done' },
}

/** What was asked of the wallet on this tab. */
export function ActivityMenu() {
  const { entries, clear } = useActivity()
  const open = entries.filter(({ state }) => state === 'wallet' || state === 'sent').length
  return (
    <Disclosure
      label={open === 0 ? 'Activity' : `Activity, ${open} under way`}
      button={
        <span className="relative">
          <ActivityIcon aria-hidden className="size-4" />
          {open > 0 && (
            <span aria-hidden className="absolute -top-1 -right-1 size-2 rounded-full bg-accent" />
          )}
        </span>
      }
    >
      <div className="mb-2 flex items-center justify-between">
        <h2 className="text-sm font-semibold">Activity</h2>
        {entries.length > 0 && (
          <button
            type="button"
            onClick={clear}
            className="rounded-sm px-1 py-0.5 text-xs text-soft underline underline-offset-4 hover:text-text"
          >
            Clear
          </button>
        )}
      </div>
      {entries.length === 0 ? (
        <p className="text-soft">
          Nothing yet. This list shows what you ask of your wallet in this tab.
        </p>
      ) : (
        <ul className="-mx-4 max-h-96 divide-y divide-line overflow-y-auto">
          {entries.map(({ id, title, state, time, hash, href }) => (
            <li key={id} className="px-4 py-2.5">
              <div className="flex items-start justify-between gap-3">
                {href === undefined ? (
                  <span>{title}</span>
                ) : (
                  <Link href={href} className="underline decoration-line-strong underline-offset-4">
                    {title}
                  </Link>
                )}
                <Status {...words[state]} plain />
              </div>
              <div className="flex items-center justify-between text-xs text-faint">
                <RelativeTime past clock="browser" seconds={time} />
                {hash !== undefined && <Hash value={hash} label="transaction hash" />}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  )
}
