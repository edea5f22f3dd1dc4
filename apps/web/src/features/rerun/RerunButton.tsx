'use client'

import type { Check, Job, ModelVersion } from '@assay/sdk'
import { Play, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button } from '../../display/Button.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { describeProgress, type RerunMessage, type RerunProgress } from './progress.ts'

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
  const deployment = useDeployment()
  const worker = useRef<Worker>(undefined)
  const [progress, setProgress] = useState<RerunProgress>()
  useEffect(() => () => worker.current?.terminate(), [])

  function stop() {
    if (worker.current !== undefined) {
      // A thread that is ended while it is being loaded says that it failed.
      worker.current.onerror = null
      worker.current.onmessage = null
      worker.current.terminate()
      worker.current = undefined
    }
    setProgress(undefined)
  }

  function fail(problem: string) {
    stop()
    onCheck({
      id: 'reexecution',
      title: 'Re-run in this browser',
      status: 'unknown',
      detail: `The model could not be run here. ${problem}`,
    })
  }

  function start() {
    setProgress({ phase: 'model', received: 0, total: undefined })
    const started = new Worker(new URL('./rerunWorker.ts', import.meta.url), { type: 'module' })
    worker.current = started
    started.onmessage = ({ data }: MessageEvent<RerunMessage>) => {
      if ('progress' in data) return setProgress(data.progress)
      if ('problem' in data) return fail(data.problem)
      stop()
      onCheck(data.check)
    }
    started.onerror = ({ message }) => fail(message ?? '')
    started.postMessage({ deployment, job, model })
  }

  if (progress === undefined)
    return (
      <Button size="small" onClick={start}>
        <Play aria-hidden className="size-3.5" />
        Re-run in this browser
      </Button>
    )
  return (
    <span className="flex items-center gap-3">
      <span role="status" className="tabular flex items-center gap-2 text-xs text-soft">
        <Spinner className="size-3.5" />
        {describeProgress(progress)}
      </span>
      <Button size="small" onClick={stop}>
        <Square aria-hidden className="size-3.5" />
        Stop
      </Button>
    </span>
  )
}
