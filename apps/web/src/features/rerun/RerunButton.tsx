'use client'

import type { Check, Job, ModelVersion } from '@assay/sdk'
import { useMutation } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { useReader } from '../../chain/useReader.ts'
import { Button } from '../../display/Button.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { runAgain } from './runAgain.ts'

/** Runs the model again, here. Costs nothing and tells nobody. */
export function RerunButton({
  job,
  model,
  onCheck,
}: {
  job: Job
  model: ModelVersion
  onCheck: (check: Check) => void
}) {
  const client = useReader()
  const deployment = useDeployment()
  const rerun = useMutation({
    mutationFn: () => runAgain(client, { deployment, job, model }),
    onSuccess: onCheck,
    onError: (error) =>
      onCheck({
        id: 'reexecution',
        title: 'Re-run in this browser',
        status: 'unknown',
        detail: `The model could not be run here. ${error.message.split('\n')[0]?.slice(0, 240) ?? ''}`,
      }),
  })
  return (
    <Button size="small" disabled={rerun.isPending} onClick={() => rerun.mutate()}>
      {rerun.isPending ? (
        <Spinner className="size-3.5" />
      ) : (
        <Play aria-hidden className="size-3.5" />
      )}
      {rerun.isPending ? 'Fetching the model and running it' : 'Re-run in this browser'}
    </Button>
  )
}
