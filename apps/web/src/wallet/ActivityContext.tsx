'use client'

import type { SentTransaction } from '@assay/sdk'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'

export const activityStates = [
  'wallet',
  'sent',
  'done',
  'rejected',
  'cancelled',
  'dropped',
  'failed',
] as const
export type ActivityState = (typeof activityStates)[number]

/** One thing that somebody asked their wallet for on this page. */
export type ActivityEntry = {
  id: string
  title: string
  state: ActivityState
  /** Unix seconds. */
  time: number
  hash?: string
  href?: string
  /** What was sent, so that a page that was loaded anew goes on waiting for it. */
  sent?: SentTransaction
  /** What it changes, by the names of queries/keys.ts. */
  touches?: readonly string[]
  /** The endpoint does not answer; nothing is known of the transaction meanwhile. */
  silent?: boolean
  /** The wallet sent it anew for another price. */
  repriced?: boolean
}

type Activity = {
  entries: readonly ActivityEntry[]
  /** The entries whose end somebody on this page waits for. */
  followed: Set<string>
  begin: (title: string) => string
  update: (id: string, change: Partial<Omit<ActivityEntry, 'id' | 'title' | 'time'>>) => void
  clear: () => void
}

const Context = createContext<Activity | undefined>(undefined)
const STORAGE_KEY = 'assay.activity'
const MOST = 30

/** Remembers, for this tab, what was asked of the wallet and what became of it. */
export function ActivityProvider({ children }: { children: ReactNode }) {
  const [entries, setEntries] = useState<readonly ActivityEntry[]>([])
  const [loaded, setLoaded] = useState(false)
  const [followed] = useState(() => new Set<string>())

  useEffect(() => {
    try {
      const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]')
      if (Array.isArray(stored)) setEntries(stored.filter(isEntry).map(settle))
    } catch {
      // A broken store holds nothing worth showing.
    }
    setLoaded(true)
  }, [])
  useEffect(() => {
    if (loaded) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(entries))
  }, [entries, loaded])

  const begin = useCallback((title: string) => {
    const id = crypto.randomUUID()
    const time = Math.floor(Date.now() / 1_000)
    setEntries((before) =>
      [{ id, title, time, state: 'wallet' as const }, ...before].slice(0, MOST),
    )
    return id
  }, [])
  const update = useCallback<Activity['update']>((id, change) => {
    setEntries((before) =>
      before.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
    )
  }, [])
  const clear = useCallback(() => setEntries([]), [])

  const activity = useMemo(
    () => ({ entries, followed, begin, update, clear }),
    [entries, followed, begin, update, clear],
  )
  return <Context.Provider value={activity}>{children}</Context.Provider>
}

export function useActivity(): Activity {
  const activity = useContext(Context)
  if (activity === undefined) throw new Error('useActivity was called outside of ActivityProvider.')
  return activity
}

function isEntry(value: unknown): value is ActivityEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'title' in value &&
    typeof value.title === 'string' &&
    'time' in value &&
    typeof value.time === 'number' &&
    'state' in value &&
    typeof value.state === 'string' &&
    activityStates.some((state) => state === value.state)
  )
}

/** What the wallet was only asked for when the page was left was not sent from here; what it was told to send may have been. */
function settle(entry: ActivityEntry): ActivityEntry {
  if (entry.state !== 'wallet') return entry
  return { ...entry, state: entry.sent === undefined ? 'failed' : 'sent' }
}
