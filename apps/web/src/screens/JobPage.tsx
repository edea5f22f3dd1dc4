'use client'

import { JobNotFoundError, readAnswer } from '@assay/sdk'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { explainError } from '../chain/explainError.ts'
import { FailureNotice } from '../chain/FailureNotice.tsx'
import { Boundary } from '../display/Boundary.tsx'
import { Hash } from '../display/Hash.tsx'
import { hasEnded } from '../display/hasEnded.ts'
import { joinClasses } from '../display/joinClasses.ts'
import { Skeleton } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { Unread } from '../display/Unread.tsx'
import { useNow } from '../display/useNow.ts'
import { useWide } from '../display/useWide.ts'
import { AssuranceMark } from '../features/assurance/AssuranceChip.tsx'
import { assure } from '../features/assurance/assure.ts'
import { ChecksPanel } from '../features/checks/ChecksPanel.tsx'
import { AnswerPanel } from '../features/job/AnswerPanel.tsx'
import { JobActions } from '../features/job/JobActions.tsx'
import { JobSentence } from '../features/job/JobSentence.tsx'
import { Terms } from '../features/job/Terms.tsx'
import { Timeline } from '../features/job/Timeline.tsx'
import { VerdictAwaited } from '../features/job/VerdictAwaited.tsx'
import { methodOf } from '../features/model/methods.ts'
import type { Rerun } from '../features/rerun/runAgain.ts'
import { useChecks } from '../queries/useChecks.ts'
import { useDisputes } from '../queries/useDisputes.ts'
import { useFailure } from '../queries/useFailure.ts'
import { useHead } from '../queries/useHead.ts'
import { useJob } from '../queries/useJob.ts'
import { useInputBytes, useOutputBytes } from '../queries/useJobBytes.ts'
import { useCard, useModels } from '../queries/useModels.ts'
import { useToken } from '../queries/useToken.ts'
import { outputLengths } from './outputLengths.ts'

// Loaded once the job was read: what few jobs have, what stands below everything else, and what a re-run may lead to.
const BadgePanel = dynamic(() =>
  import('../features/assurance/BadgePanel.tsx').then((each) => each.BadgePanel),
)
const DemandsPanel = dynamic(() =>
  import('../features/dispute/DemandsPanel.tsx').then((each) => each.DemandsPanel),
)
const DifferencePanel = dynamic(() =>
  import('../features/rerun/DifferencePanel.tsx').then((each) => each.DifferencePanel),
)
const DisputeOffer = dynamic(() =>
  import('../features/dispute/DisputeOffer.tsx').then((each) => each.DisputeOffer),
)
const DisputesPanel = dynamic(() =>
  import('../features/dispute/DisputesPanel.tsx').then((each) => each.DisputesPanel),
)
const JobNotFound = dynamic(() => import('./JobNotFound.tsx').then((each) => each.JobNotFound))
const SaveEvidence = dynamic(() =>
  import('../features/evidence/SaveEvidence.tsx').then((each) => each.SaveEvidence),
)
const SeatsPanel = dynamic(() =>
  import('../features/job/SeatsPanel.tsx').then((each) => each.SeatsPanel),
)

/** After this many seconds without news from the chain the page says so. */
const STALE_AFTER = 8

/** The key page: what happened, and what of it this browser could check. Needs no wallet. */
export function JobPage({ id }: { id: Hex }) {
  const deployment = useDeployment()
  const now = useNow('browser')
  const chainNow = useNow()
  const wide = useWide()
  const query = useJob(id)
  const failure = useFailure(query)
  const job = query.data
  const head = useHead()
  const disputes = useDisputes({ jobId: id, enabled: job !== undefined && job.seats.length > 0 })
  const [rerun, setRerun] = useState<Rerun>()
  const token = useToken()
  const models = useModels()
  const model = models.data?.find(({ modelId }) => modelId === job?.request.model)
  const card = useCard(model)
  const input = useInputBytes(job, model)
  const output = useOutputBytes(job, model, card.data)
  const given = {
    input: input.onChain ? undefined : input.bytes,
    output: output.onChain ? undefined : output.bytes,
    outputLengths: outputLengths(card.data),
  }
  const checks = useChecks(job, given)
  const answer = useMemo(
    () => output.bytes && card.data && readAnswer(output.bytes, card.data),
    [output.bytes, card.data],
  )

  if (job === undefined || job.state === 'none') {
    if (job?.state === 'none' || failure instanceof JobNotFoundError) return <JobNotFound id={id} />
    return (
      <>
        {failure !== undefined && <FailureNotice error={failure} />}
        {failure === undefined ? <JobSkeleton /> : <Unread title="The job could not be read" />}
      </>
    )
  }

  const reading = models.isPending || (model !== undefined && card.isPending)
  const readAt = Math.floor(query.dataUpdatedAt / 1_000)
  const stale = !hasEnded(job.state) && now !== undefined && now - readAt > STALE_AFTER
  const method = methodOf(job.request.policy.verifier, deployment.verifiers)
  const assurance = assure({
    job,
    method,
    profile: model?.profile ?? job.receipt?.profile,
    checks: checks.data?.checks.map((check) =>
      check.id === rerun?.check.id ? rerun.check : check,
    ),
    isChecking: checks.isPending,
    disputes: disputes.data,
    finalBlock: head.data?.finalBlock,
    now: chainNow,
  })
  const isBad = ['mismatch', 'refuted', 'differs'].includes(assurance.chip)
  return (
    <>
      <header
        className={joinClasses(
          'mb-6',
          isBad && 'rounded-lg border border-fail/40 bg-fail-wash p-4',
        )}
      >
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <AssuranceMark assurance={assurance} />
          <span className="text-xs text-faint">
            Job <Hash value={id} label="job id" />
          </span>
        </div>
        <h1 className="max-w-3xl text-lg font-normal leading-8" data-testid="sentence">
          <JobSentence job={job} token={token.data} answer={answer} reading={reading} />
        </h1>
        {assurance.chip === 'mismatch' ? (
          <p className="mt-1 font-medium text-fail">
            A check failed: do not rely on what this page shows.
          </p>
        ) : (
          job.receipt !== undefined && (
            <p className={joinClasses('mt-1', isBad ? 'font-medium text-fail' : 'text-soft')}>
              {assurance.meaning}
              {job.state === 'accepted' && rerun === undefined && ' You can re-run it, below.'}
            </p>
          )
        )}
      </header>
      <div className="mb-4 space-y-3 empty:hidden lg:mb-6">
        {failure !== undefined && <FailureNotice error={failure} />}
        {failure === undefined && stale && (
          <Notice tone="pending" title="The chain answers slowly.">
            What you see was read {now - readAt} seconds ago. This page keeps asking.
          </Notice>
        )}
        <JobActions job={job} />
        <VerdictAwaited job={job} />
        {model !== undefined && card.isError && (
          <Notice tone="pending" title="The model’s card could not be read.">
            {explainError(card.error).title} Input and output are shown as bytes; the checks do not
            depend on it.
          </Notice>
        )}
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_368px] lg:gap-6">
        <div className="grid min-w-0 gap-4 lg:gap-6">
          <AnswerPanel {...{ job, answer, input, output, reading }} card={card.data} />
          {rerun?.check.status === 'fail' && rerun.program !== undefined && (
            <Boundary>
              <DifferencePanel rerun={rerun}>
                <DisputeOffer {...{ job, method }} program={rerun.program} />
              </DifferencePanel>
            </Boundary>
          )}
          <Boundary>
            <SeatsPanel job={job} card={card.data} />
            <DisputesPanel job={job} />
            <DemandsPanel jobId={id} enabled={job.seats.length > 0} />
          </Boundary>
          {!wide && <Timeline job={job} />}
          <ChecksPanel
            {...{ job, model, method, assurance, given }}
            rerun={rerun?.check}
            input={input.bytes}
            output={output.bytes}
            disputes={disputes.data}
            onRerun={setRerun}
          />
        </div>
        <div className="grid min-w-0 gap-4 lg:gap-6">
          {wide && <Timeline job={job} />}
          <JobActions job={job} own />
          <Terms job={job} token={token.data} method={method} />
          <Boundary>
            <SaveEvidence job={job} given={given} />
            <BadgePanel jobId={id} />
          </Boundary>
        </div>
      </div>
    </>
  )
}

function JobSkeleton() {
  return (
    <div aria-busy="true">
      <h1 className="sr-only">Reading the job from the chain</h1>
      <Skeleton className="mb-3 h-6 w-56" />
      <Skeleton className="mb-8 h-7 w-full max-w-2xl" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_368px] lg:gap-6">
        <div className="space-y-4 lg:space-y-6">
          <div className="rounded-lg border border-line bg-surface p-4">
            <Skeleton className="mb-6 h-4 w-32" />
            <div className="grid gap-6 sm:grid-cols-[176px_minmax(0,1fr)]">
              <Skeleton className="aspect-square w-44" />
              <div className="space-y-3">
                <Skeleton className="h-10 w-16" />
                <Skeleton className="h-3 w-full" />
                <Skeleton className="h-3 w-4/5" />
                <Skeleton className="h-3 w-3/5" />
              </div>
            </div>
          </div>
        </div>
        <div className="rounded-lg border border-line bg-surface p-4">
          <Skeleton className="mb-6 h-4 w-24" />
          <div className="space-y-5">
            <Skeleton className="h-4 w-full" />
            <Skeleton className="h-4 w-full" />
            <Skeleton className="h-4 w-4/5" />
          </div>
        </div>
      </div>
    </div>
  )
}
