'use client'

import type { Job, ModelVersion } from '@assay/sdk'
import { useMemo } from 'react'
import { EmptyState } from '../../display/EmptyState.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RowsSkeleton } from '../../display/RowsSkeleton.tsx'
import { useWorkers } from '../../queries/useWorkers.ts'
import { WorkerTable } from './WorkerTable.tsx'
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
        <WorkerTable
          rows={records.map(({ worker, median, p95, lastAnswer, ...counted }) => {
            const own = asks.get(worker)
            return {
              ...{ ...counted, address: worker, name: own?.profile?.name },
              asks: own && (own.asks[0]?.fee ?? null),
              ...{ p50: median, p95, lastAnsweredAt: lastAnswer },
            }
          })}
          caption="Workers that took jobs of this model"
          columns={['missed', 'asks']}
        />
      )}
    </Panel>
  )
}
