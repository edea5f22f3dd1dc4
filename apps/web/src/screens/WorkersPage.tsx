'use client'

import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { RecordNotice } from '../features/record/RecordNotice.tsx'
import { type WorkerRow, WorkerTable } from '../features/record/WorkerTable.tsx'
import {
  addressOf,
  amountOf,
  countOf,
  type Fields,
  listOf,
  measureOf,
  textOf,
} from '../queries/recordFields.ts'
import { useRecord } from '../queries/useRecord.ts'

/** Every worker with its record: what it took, what it answered, and what stands behind it. */
export function WorkersPage() {
  const { data, error } = useRecord('/workers?limit=200')
  const rows = data === undefined ? undefined : listOf(data.rows).flatMap(rowOf)
  return (
    <>
      <PageHeader title="Workers">
        Choose by record, not by claim. Each figure is counted from the chain, and leads to the
        results that make it. That nobody disputed a worker does not make it right.
      </PageHeader>
      {error !== null && <RecordNotice error={error} isStale={data !== undefined} />}
      <section
        aria-label="Workers"
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        {rows === undefined ? (
          error === null && <RowsSkeleton rows={4} />
        ) : rows.length === 0 ? (
          <EmptyState
            title="No worker has registered or answered yet"
            action={
              <Link href="/models" className={buttonClasses('secondary')}>
                See the models
              </Link>
            }
          >
            Anyone can run one: docs/operating.md says how.
          </EmptyState>
        ) : (
          <WorkerTable
            rows={rows}
            caption="Workers, those with most answers first"
            columns={['models', 'inTime', 'stake', 'atRisk']}
          />
        )}
      </section>
    </>
  )
}

/** A row of the index; none where it names no worker. */
function rowOf(row: Fields): WorkerRow[] {
  const address = addressOf(row.address)
  if (address === undefined) return []
  return [
    {
      ...{ address, name: textOf(row.name), models: countOf(row.models) },
      ...{ taken: countOf(row.taken), answered: countOf(row.answered) },
      ...{ inTime: countOf(row.inTime), refuted: countOf(row.refuted) },
      ...{ p50: measureOf(row.latencyP50), p95: measureOf(row.latencyP95) },
      ...{ stake: amountOf(row.stake), atRisk: amountOf(row.atRisk) },
      lastAnsweredAt: countOf(row.lastAnsweredAt),
    },
  ]
}
