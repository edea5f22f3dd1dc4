'use client'

import type { Dispute, Job, ModelVersion } from '@assay/sdk'
import { Play, Square } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { MissingBytes } from '../../chain/askPlaces.ts'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button } from '../../display/Button.tsx'
import { shortenHex } from '../../display/format.ts'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { describeProgress, type RerunProgress } from './progress.ts'
import type { Rerun, RerunMessage, RunAgainParameters } from './runAgain.ts'

/** Runs the model again, here. Costs nothing and tells nobody. */
export function RerunButton({
  job,
  model,
  input,
  output,
  disputes,
  onRerun,
  children,
}: {
  job: Job
  model: ModelVersion
  /** Bytes that this page has, whatever the servers say now. */
  input: Uint8Array | undefined
  output: Uint8Array | undefined
  /** The games about this job. */
  disputes: readonly Dispute[] | undefined
  onRerun: (rerun: Rerun | undefined) => void
  /** What stands beside the button. */
  children: ReactNode
}) {
  const deployment = useDeployment()
  const worker = useRef<Worker>(undefined)
  const [progress, setProgress] = useState<RerunProgress>()
  const [problem, setProblem] = useState<{ text: string; missing?: MissingBytes }>()
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

  function start(given: Pick<RunAgainParameters, 'input' | 'file'> = {}) {
    setProblem(undefined)
    onRerun(undefined)
    setProgress({ phase: 'model', received: 0, total: undefined })
    const started = new Worker(new URL('./rerunWorker.ts', import.meta.url), { type: 'module' })
    worker.current = started
    started.onmessage = ({ data }: MessageEvent<RerunMessage>) => {
      if ('progress' in data) return setProgress(data.progress)
      stop()
      if ('check' in data) return onRerun(data)
      const { problem: text, missing } = data
      setProblem({ text, ...(missing === undefined ? {} : { missing }) })
    }
    started.onerror = ({ message }) => {
      stop()
      setProblem({ text: message ?? 'The thread that runs it has ended.' })
    }
    started.postMessage({
      ...{ deployment, job, model, input, output, disputes },
      ...given,
    } satisfies Omit<RunAgainParameters, 'onProgress'>)
  }

  async function take(file: File | undefined, { what }: MissingBytes) {
    if (file === undefined) return
    const bytes = new Uint8Array(await file.arrayBuffer())
    start(what === 'input' ? { input: bytes } : { file: bytes })
  }

  return (
    <div className="space-y-3">
      <div className="flex items-center justify-between gap-3 max-sm:flex-wrap">
        {children}
        {progress === undefined ? (
          <Button size="small" onClick={() => start()}>
            <Play aria-hidden className="size-3.5" />
            Re-run in this browser
          </Button>
        ) : (
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
        )}
      </div>
      {problem !== undefined && (
        <Notice tone="pending" title="The model could not be run here.">
          {problem.text}
          {problem.missing !== undefined && (
            <FileChoice
              missing={problem.missing}
              onFile={(file) => problem.missing && void take(file, problem.missing)}
            />
          )}
        </Notice>
      )}
    </div>
  )
}

/** Takes what no server has from somebody who kept it. The run itself compares it with the root. */
function FileChoice({
  missing: { what, id },
  onFile,
}: {
  missing: MissingBytes
  onFile: (file: File | undefined) => void
}) {
  return (
    <label className="mt-2 block text-xs">
      Choose the {what}’s file, {what === 'input' ? 'with the root' : 'of the model'}{' '}
      {shortenHex(id)}
      <input
        type="file"
        onChange={(event) => onFile(event.target.files?.[0])}
        className="mt-1 w-full rounded border border-line-strong bg-page p-1 file:mr-2 file:rounded-sm file:border-0 file:bg-sunken file:px-2 file:py-1 file:text-text"
      />
    </label>
  )
}
