'use client'

import { useSyncExternalStore } from 'react'

const query = '(min-width: 1040px)'

function subscribe(onChange: () => void): () => void {
  const media = window.matchMedia(query)
  media.addEventListener('change', onChange)
  return () => media.removeEventListener('change', onChange)
}

/** Whether the window has room for two columns. For what must stand elsewhere in the order of reading, which styles cannot move. */
export function useWide(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => true,
  )
}
