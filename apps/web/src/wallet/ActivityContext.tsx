'use client'

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'

export type ActivityState = 'wallet' | 'sent' | 'done' | 'rejected' | 'failed'

/** One thing that somebody asked their wallet for on this page. */
export type ActivityEntry = {
  id: string
  title: string
  state: ActivityState
  /** Unix seconds. */
  time: number
  hash?: string
  href?: string
}

type Activity = {
  entries: readonly ActivityEntry[]
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
    () => ({ entries, begin, update, clear }),
    [entries, begin, update, clear],
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
    ['wallet', 'sent', 'done', 'rejected', 'failed'].includes(value.state)
  )
}

/** Nobody waits any more for what was under way when the page was left. */
function settle(entry: ActivityEntry): ActivityEntry {
  return entry.state === 'wallet' ? { ...entry, state: 'failed' } : entry
}
