import type { ReactNode } from 'react'
import { Boundary } from './Boundary.tsx'
import { joinClasses } from './joinClasses.ts'

/** A bordered part of a page with its heading. */
export function Panel({
  title,
  titleId,
  aside,
  children,
  className,
  flush = false,
}: {
  title: ReactNode
  titleId: string
  /** What stands at the heading's right: a count, a button. */
  aside?: ReactNode
  children: ReactNode
  className?: string
  /** Lets tables and lists touch the border. */
  flush?: boolean
}) {
  return (
    <section
      aria-labelledby={titleId}
      className={joinClasses('min-w-0 rounded-lg border border-line bg-surface', className)}
    >
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <h2 id={titleId} className="text-sm font-semibold">
          {title}
        </h2>
        {aside !== undefined && <div className="text-xs text-faint">{aside}</div>}
      </header>
      <div className={flush ? undefined : 'p-4'}>
        <Boundary>{children}</Boundary>
      </div>
    </section>
  )
}
