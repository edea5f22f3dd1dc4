'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { joinClasses } from '../display/joinClasses.ts'
import { destinations, leadsTo } from './sections.ts'

/** The left column of wide screens. */
export function SideNavigation() {
  const path = usePathname()
  return (
    <nav aria-label="Pages" className="hidden flex-col gap-0.5 md:flex">
      {destinations.map(({ href, label, icon: Icon }) => {
        const here = leadsTo(href, path)
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={joinClasses(
              'flex h-9 items-center gap-3 rounded px-3 transition-colors duration-150',
              here
                ? 'bg-sunken font-medium text-text'
                : 'text-soft hover:bg-sunken hover:text-text',
            )}
          >
            <Icon aria-hidden className={joinClasses('size-4', here && 'text-accent-text')} />
            {label}
          </Link>
        )
      })}
    </nav>
  )
}

/** The bar under the thumb on narrow screens. */
export function BottomNavigation() {
  const path = usePathname()
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-6 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {destinations.map(({ href, label, icon: Icon }) => {
        const here = leadsTo(href, path)
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={joinClasses(
              'flex h-14 flex-col items-center justify-center gap-1 text-xs',
              here ? 'font-medium text-text' : 'text-faint',
            )}
          >
            <Icon aria-hidden className={joinClasses('size-5', here && 'text-accent-text')} />
            {label}
          </Link>
        )
      })}
    </nav>
  )
}
