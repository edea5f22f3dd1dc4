'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Amount } from '../../display/Amount.tsx'
import { useToken } from '../../queries/useToken.ts'
import { useTotals } from '../../queries/useTotals.ts'

/** What the record holds in all, each figure a way to its rows. A figure that nobody told is unknown, and no zero. */
export function RecordFigures() {
  const { data: totals, isError } = useTotals()
  const { data: token } = useToken()
  const count = (value: number | undefined) => value?.toLocaleString('en')
  const disputes = totals?.disputes
  return (
    <div className="mb-6" data-testid="record-figures">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-5">
        <Figure name="answers" href="/results" value={count(totals?.answers)} isError={isError} />
        <Figure
          name="can still be disputed"
          href="/results?assurance=disputable"
          value={count(totals?.disputable)}
          isError={isError}
        />
        <Figure
          name={
            disputes === undefined
              ? 'disputes'
              : `disputes: ${count(disputes.refuted)} refuted, ${count(disputes.upheld)} upheld`
          }
          href="/disputes"
          value={count(disputes?.total)}
          isError={isError}
        />
        <Figure
          name="settled"
          href="/results"
          value={totals && token && <Amount units={totals.settled} {...token} digits={2} plain />}
          isError={isError}
        />
        <Figure
          name="workers that name a price"
          href="/workers"
          value={count(totals?.workersWithAsk)}
          isError={isError}
        />
      </dl>
    </div>
  )
}

function Figure({
  name,
  href,
  value,
  isError,
}: {
  name: string
  href: string
  value: ReactNode
  isError: boolean
}) {
  return (
    <div className="flex flex-col-reverse justify-end bg-surface px-4 py-3 last:col-span-2 md:last:col-span-1">
      <dt className="text-xs text-soft">
        <Link href={href} className="underline-offset-4 hover:underline">
          {name}
        </Link>
      </dt>
      <dd className="tabular min-h-7 text-xl font-semibold">
        {value ?? (
          <span className="text-sm font-normal text-faint">{isError ? 'unknown' : '…'}</span>
        )}
      </dd>
    </div>
  )
}
