'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { nearestPages } from './nearestPages.ts'

/** An address that leads nowhere: the pages that are most like it, and the search field at hand. */
export function PageNotFound() {
  const path = usePathname()
  useEffect(() => {
    document.getElementById('search')?.focus()
  }, [])
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no such page"
        action={
          <div className="flex flex-wrap justify-center gap-2">
            {nearestPages(path).map(({ href, label }) => (
              <Link key={href} href={href} className={buttonClasses('secondary')}>
                {label}
              </Link>
            ))}
          </div>
        }
      >
        <p>Jobs have addresses of the form /jobs/0x… with 64 hexadecimal digits.</p>
        <p className="mt-2 break-all font-mono text-xs text-faint">{path.slice(0, 80)}</p>
      </EmptyState>
    </div>
  )
}
