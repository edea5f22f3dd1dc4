import Link from 'next/link'
import type { ReactNode } from 'react'

export type RecordFigure = {
  name: string
  /** Undefined where it is unknown. */
  value: ReactNode
  /** The rows that make it. */
  href?: string | undefined
  note?: ReactNode
}

/** Figures side by side, each a way to the rows that make it. A figure that nobody told is unknown, and no zero. */
export function Figures({ figures }: { figures: readonly RecordFigure[] }) {
  return (
    <dl className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-4">
      {figures.map(({ name, value, href, note }) => (
        <div key={name} className="flex flex-col-reverse justify-end bg-surface px-4 py-3">
          <dt className="text-xs text-soft">
            {href === undefined ? (
              name
            ) : (
              <Link href={href} className="underline-offset-4 hover:underline">
                {name}
              </Link>
            )}
            {note !== undefined && <span className="block text-faint">{note}</span>}
          </dt>
          <dd className="tabular min-h-7 text-lg font-semibold">
            {value ?? <span className="text-sm font-normal text-faint">unknown</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
