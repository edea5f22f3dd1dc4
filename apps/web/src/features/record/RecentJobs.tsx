'use client'

import Link from 'next/link'
import { Hash } from '../../display/Hash.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { countOf, listOf, textOf, wordOf } from '../../queries/recordFields.ts'
import { useRecord } from '../../queries/useRecord.ts'
import { AssuranceChip } from '../assurance/AssuranceChip.tsx'
import { chipOfRow } from './chipOfRow.ts'

const SHOWN = 10

/** The newest jobs of a filter, and the way to all of them. */
export function RecentJobs({ filter }: { filter: string }) {
  const { data } = useRecord(`/results?${filter}&limit=${SHOWN}`)
  const matching = countOf(data?.matching)
  return (
    <Panel
      title="Jobs"
      titleId="record-jobs"
      flush
      aside={
        <Link href={`/results?${filter}`} className="underline underline-offset-4">
          {matching === undefined ? 'All' : `All ${matching.toLocaleString('en')}`}
        </Link>
      }
    >
      <ul className="divide-y divide-line text-sm">
        {listOf(data?.rows).map((row) => {
          const id = wordOf(row.id)
          if (id === undefined) return null
          const requestedAt = countOf(row.requestedAt)
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <Hash value={id} label="job id" href={`/jobs/${id}`} copy={false} />
              <span className="text-soft">{textOf(row.modelName) ?? 'a model without a name'}</span>
              <AssuranceChip assurance={chipOfRow(row)} plain />
              <span className="ml-auto text-xs text-faint">
                {requestedAt !== undefined && <RelativeTime past seconds={requestedAt} />}
              </span>
            </li>
          )
        })}
        {matching === 0 && <li className="px-4 py-6 text-center text-soft">None yet.</li>}
      </ul>
    </Panel>
  )
}
