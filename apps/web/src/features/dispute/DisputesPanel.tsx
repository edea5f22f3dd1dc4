'use client'

import type { Job } from '@assay/sdk'
import { Panel } from '../../display/Panel.tsx'
import { useDisputes } from '../../queries/useDisputes.ts'
import { DisputeList } from './DisputeList.tsx'

/** The disputes about a job's results, where there are any. */
export function DisputesPanel({ job }: { job: Job }) {
  const disputes = useDisputes({ jobId: job.id, enabled: job.seats.length > 0 })
  if (disputes.data === undefined || disputes.data.length === 0) return null
  return (
    <Panel title="Disputes" titleId="disputes-title" flush aside="Decided by the chain, not by us">
      <DisputeList ofOneJob disputes={disputes.data} label="Disputes about this job" />
    </Panel>
  )
}
