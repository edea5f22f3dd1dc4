'use client'

import { JobNotFoundError } from '@assay/sdk'
import { useEffect, useRef, useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { explainError } from '../chain/explainError.ts'
import { shortenHex } from '../display/format.ts'
import { Skeleton } from '../display/Loading.tsx'
import { useNow } from '../display/useNow.ts'
import { AssuranceChip } from '../features/assurance/AssuranceChip.tsx'
import { assure } from '../features/assurance/assure.ts'
import { Hallmark } from '../features/assurance/Hallmark.tsx'
import { methodOf } from '../features/model/methods.ts'
import { RerunButton } from '../features/rerun/RerunButton.tsx'
import type { Rerun } from '../features/rerun/runAgain.ts'
import { useChecks } from '../queries/useChecks.ts'
import { useDisputes } from '../queries/useDisputes.ts'
import { useFailure } from '../queries/useFailure.ts'
import { useHead } from '../queries/useHead.ts'
import { useJob } from '../queries/useJob.ts'
import { useInputBytes, useOutputBytes } from '../queries/useJobBytes.ts'
import { useCard, useModels } from '../queries/useModels.ts'
import { outputLengths } from './outputLengths.ts'

/** A job's mark inside somebody else's page: checked in the reader's browser, without a wallet. */
export function EmbedPage({ id }: { id: Hex }) {
  const box = useTellHeight()
  const deployment = useDeployment()
  const now = useNow()
  const query = useJob(id)
  const failure = useFailure(query)
  const job = query.data
  const head = useHead()
  const disputes = useDisputes({ jobId: id, enabled: job !== undefined && job.seats.length > 0 })
  const models = useModels()
  const model = models.data?.find(({ modelId }) => modelId === job?.request.model)
  const card = useCard(model).data
  const input = useInputBytes(job, model)
  const output = useOutputBytes(job, model, card)
  const checks = useChecks(job, {
    input: input.onChain ? undefined : input.bytes,
    output: output.onChain ? undefined : output.bytes,
    outputLengths: outputLengths(card),
  })
  const [rerun, setRerun] = useState<Rerun>()
  const link = (
    <a
      href={`/jobs/${id}`}
      target="_blank"
      rel="noreferrer"
      className="whitespace-nowrap text-xs underline underline-offset-4"
    >
      See the job
    </a>
  )

  if (failure !== undefined || job?.state === 'none')
    return (
      <p ref={box} className="text-sm text-soft" role="alert">
        {failure === undefined || failure instanceof JobNotFoundError
          ? 'No job has this id on the chain that this page reads.'
          : explainError(failure).title}{' '}
        {link}
      </p>
    )
  if (job === undefined)
    return (
      <div ref={box} aria-busy="true">
        <Skeleton className="h-10 w-56" />
      </div>
    )
  const assurance = assure({
    job,
    method: methodOf(job.request.policy.verifier, deployment.verifiers),
    profile: model?.profile ?? job.receipt?.profile,
    checks: checks.data?.checks.map((check) =>
      check.id === rerun?.check.id ? rerun.check : check,
    ),
    isChecking: checks.isPending,
    disputes: disputes.data,
    finalBlock: head.data?.finalBlock,
    now,
  })
  return (
    <div ref={box} className="space-y-2 rounded-lg border border-line bg-surface p-3">
      <h1 className="sr-only">How sure one may be of job {shortenHex(id)}</h1>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1" data-testid="assurance">
        <Hallmark assurance={assurance} size={40} />
        <AssuranceChip assurance={assurance} />
        <span className="ml-auto">{link}</span>
      </div>
      <p className="text-xs text-soft">{assurance.meaning}</p>
      {model !== undefined && job.receipt !== undefined && (
        <RerunButton
          {...{ job, model }}
          input={input.bytes}
          output={output.bytes}
          disputes={disputes.data}
          onRerun={setRerun}
        >
          <p className="text-xs text-faint">Computed in your browser, by {location.host}</p>
        </RerunButton>
      )}
    </div>
  )
}

/** Tells the page around it how tall it is. What is told is no secret, so anybody may hear it. */
function useTellHeight() {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const last = useRef(0)
  useEffect(() => {
    if (element === null) return
    const observer = new ResizeObserver(() => {
      const height = element.getBoundingClientRect().height + 2 * PADDING
      if (height === last.current) return
      last.current = height
      window.parent.postMessage({ assayMarkHeight: height }, '*')
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [element])
  return setElement
}

/** Around it in the frame (pixels), as `Surround` draws it. */
const PADDING = 4
