'use client'

import { useSyncExternalStore } from 'react'
import { chainTime } from './chainClock.ts'

function everySecond(onTick: () => void): () => void {
  const timer = setInterval(onTick, 1_000)
  return () => clearInterval(timer)
}

/**
 * The time in Unix seconds, anew every second: the chain’s, by which deadlines are judged, or this browser’s own. Undefined until the
 * page runs in a browser.
 */
export function useNow(clock: 'chain' | 'browser' = 'chain'): number | undefined {
  return useSyncExternalStore(
    everySecond,
    () => Math.floor(clock === 'chain' ? chainTime() : Date.now() / 1_000),
    () => undefined,
  )
}
