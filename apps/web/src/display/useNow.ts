'use client'

import { useEffect, useState } from 'react'
import { chainTime } from '../chain/chainClock.ts'

/**
 * The time in Unix seconds, anew every second: the chain’s, by which deadlines are judged, or this browser’s own. Undefined until the
 * page runs in a browser.
 */
export function useNow(clock: 'chain' | 'browser' = 'chain'): number | undefined {
  const [now, setNow] = useState<number>()
  useEffect(() => {
    const tick = () => setNow(Math.floor(clock === 'chain' ? chainTime() : Date.now() / 1_000))
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [clock])
  return now
}
