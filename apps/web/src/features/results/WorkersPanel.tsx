'use client'

import type { Job, ModelVersion } from '@assay/sdk'
import { useMemo } from 'react'
import { Amount } from '../../display/Amount.tsx'
import { EmptyState } from '../../display/EmptyState.tsx'
import { formatDuration } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { RowsSkeleton } from '../../display/RowsSkeleton.tsx'
import { useToken } from '../../queries/useToken.ts'
import { useWorkers } from '../../queries/useWorkers.ts'
import { workerRecords } from './workerRecords.ts'

/** Who has worked on a model's jobs, counted from the chain, and for what they offer to. */
export function WorkersPanel({
  model,
  jobs,
}: {
  model: ModelVersion
  jobs: readonly Job[] | undefined
}) {
  const records = useMemo(() => jobs && workerRecords(jobs), [jobs])
  const asks = useWorkers(
    (records ?? []).map(({ worker }) => worker),
    model.modelId,
  )
  const token = useToken()
  return (
    <Panel
      title="Workers that took its jobs"
      titleId="workers-title"
      flush
      aside="Counted here, from the chain"
    >
      {records === undefined ? (
        <RowsSkeleton rows={2} />
      ) : records.length === 0 ? (
        <EmptyState title="No worker has taken a job of this model yet">
          Whether one would is known once somebody asks.
        </EmptyState>
      ) : (
        <div className="relative overflow-x-auto">
          <table className="tabular w-full">
            <caption className="sr-only">Workers that took jobs of this model</caption>
            <thead className="text-left text-xs text-faint">
              <tr className="*:whitespace-nowrap *:px-4 *:py-2 *:font-normal">
                <th scope="col">Worker</th>
                <th scope="col" className="text-right">
                  Answered of taken
                </th>
                <th scope="col" className="text-right">
                  Refuted
                </th>
                <th scope="col" className="text-right">
                  Missed
                </th>
                <th scope="col" className="text-right">
                  Time to answer
                </th>
                <th scope="col" className="text-right">
                  Asks
                </th>
                <th scope="col">Last answer</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {records.map((record) => {
                const own = asks.get(record.worker)
                const ask = own?.asks[0]
                return (
                  <tr key={record.worker} className="*:whitespace-nowrap *:px-4 *:py-2.5">
                    <th scope="row" className="text-left font-normal">
                      <Hash
                        value={record.worker}
                        label="worker"
                        href={`/address/${record.worker}`}
                      />
                      {own?.profile !== undefined && (
                        <span className="block text-xs text-faint">
                          “{own.profile.name.slice(0, 40)}” (its own word)
                        </span>
                      )}
                    </th>
                    <td className="text-right font-mono">
                      {record.answered.toLocaleString('en')} of {record.taken.toLocaleString('en')}
                    </td>
                    <td className="text-right font-mono">{record.refuted}</td>
                    <td className="text-right font-mono">{record.missed}</td>
                    <td className="text-right font-mono">
                      {record.median === undefined
                        ? 'unknown'
                        : `${formatDuration(record.median)}, 95 % in ${formatDuration(record.p95 ?? record.median)}`}
                    </td>
                    <td className="text-right">
                      {ask === undefined || token.data === undefined ? (
                        <span className="text-faint">says no price</span>
                      ) : (
                        <Amount units={ask.fee} {...token.data} />
                      )}
                    </td>
                    <td>
                      {record.lastAnswer === undefined ? (
                        <span className="text-faint">none</span>
                      ) : (
                        <RelativeTime past seconds={record.lastAnswer} />
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
