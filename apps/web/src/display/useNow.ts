'use client'

import { useEffect, useState } from 'react'

/** The time in Unix seconds, anew every second. Undefined until the page runs in a browser, whose clock it is. */
export function useNow(): number | undefined {
  const [now, setNow] = useState<number>()
  useEffect(() => {
    const tick = () => setNow(Math.floor(Date.now() / 1_000))
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
