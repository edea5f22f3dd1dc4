import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

/** A part of a panel that can be folded away under its title. */
export function Fold({
  title,
  children,
  open = false,
}: {
  title: string
  children: ReactNode
  /** Whether it begins unfolded. */
  open?: boolean
}) {
  return (
    <details className="group mt-3 border-t border-line pt-3" open={open}>
      <summary className="flex min-h-6 items-center justify-between text-xs font-medium text-soft hover:text-text">
        {title}
        <ChevronDown
          aria-hidden
          className="size-4 transition-transform duration-150 group-open:rotate-180"
        />
      </summary>
      <div className="mt-2">{children}</div>
    </details>
  )
}
