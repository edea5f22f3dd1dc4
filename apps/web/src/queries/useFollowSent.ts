'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useReader } from '../chain/useReader.ts'
import { useActivity } from '../wallet/ActivityContext.tsx'
import { follow } from './follow.ts'
import { keys, type Subject } from './keys.ts'

/** Goes on waiting for what was sent before the page was loaded. */
export function useFollowSent(): void {
  const read = useReader()
  const queries = useQueryClient()
  const activity = useActivity()
  useEffect(() => {
    for (const { id, state, sent, touches = [] } of activity.entries) {
      if (state !== 'sent' || sent === undefined || activity.followed.has(id)) continue
      const known = touches.filter((touched): touched is Subject => touched in keys)
      void follow(read, { id, sent, touches: known, activity, queries })
    }
  }, [activity, read, queries])
}
