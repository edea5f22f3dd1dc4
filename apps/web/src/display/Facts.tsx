import type { ReactNode } from 'react'

export type Fact = { term: ReactNode; value: ReactNode; note?: ReactNode }

/** A list of terms and what they are. */
export function Facts({ facts }: { facts: readonly (Fact & { id: string })[] }) {
  return (
    <dl className="divide-y divide-line">
      {facts.map(({ id, term, value, note }) => (
        <div key={id} className="flex justify-between gap-x-4 py-2 first:pt-0 last:pb-0">
          <dt className="max-w-3/5 text-soft">{term}</dt>
          <dd className="min-w-0 flex-1 text-right">
            <div>{value}</div>
            {note !== undefined && <div className="text-xs text-faint">{note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
