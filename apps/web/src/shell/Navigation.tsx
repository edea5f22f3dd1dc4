'use client'

import { Ellipsis } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { joinClasses } from '../display/joinClasses.ts'
import { destinations, IN_BAR, leadsTo } from './sections.ts'

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

/** The bar under the thumb on narrow screens: four pages, and the rest under More. */
export function BottomNavigation() {
  const path = usePathname()
  const more = destinations.slice(IN_BAR)
  const isMore = more.some(({ href }) => leadsTo(href, path))
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {destinations.slice(0, IN_BAR).map(({ href, label, icon: Icon }) => {
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
      <button
        type="button"
        popoverTarget="more-pages"
        className={joinClasses(
          'flex h-14 flex-col items-center justify-center gap-1 text-xs',
          isMore ? 'font-medium text-text' : 'text-faint',
        )}
      >
        <Ellipsis aria-hidden className={joinClasses('size-5', isMore && 'text-accent-text')} />
        More
      </button>
      <div
        id="more-pages"
        popover="auto"
        className="inset-auto right-2 bottom-16 m-0 w-48 rounded-lg border border-line bg-raised p-1 text-text shadow-[0_4px_16px_rgb(0_0_0/0.08)]"
      >
        {more.map(({ href, label, icon: Icon }) => (
          <Link
            key={href}
            href={href}
            aria-current={leadsTo(href, path) ? 'page' : undefined}
            onClick={({ currentTarget }) =>
              currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
            }
            className="flex h-11 items-center gap-3 rounded px-3 hover:bg-sunken aria-[current]:font-medium"
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        ))}
      </div>
    </nav>
  )
}
