'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

/** Whether a page is one that others may put into theirs. Such a page has no wallet and nothing around it. */
export function useIsEmbedded(): boolean {
  return usePathname().startsWith('/embed/')
}

/** What stands around a page; nothing where it stands in a frame of another site. */
export function Surround({ bare, children }: { bare: ReactNode; children: ReactNode }) {
  return useIsEmbedded() ? <main className="p-1">{bare}</main> : children
}
