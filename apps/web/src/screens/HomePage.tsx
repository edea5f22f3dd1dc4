'use client'

import { pictureOf } from '@assay/sdk'
import { useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { explainError } from '../chain/explainError.ts'
import { Button } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { Unread } from '../display/Unread.tsx'
import { latestVersions } from '../features/model/latestVersions.ts'
import { HowChecked } from '../features/record/HowChecked.tsx'
import { RecordFigures } from '../features/record/RecordFigures.tsx'
import { JobTable } from '../features/results/JobTable.tsx'
import { RunPanel } from '../features/run/RunPanel.tsx'
import { RunSkeleton } from '../features/run/RunSkeleton.tsx'
import { renew } from '../queries/keys.ts'
import { useFailure } from '../queries/useFailure.ts'
import { useJobs } from '../queries/useJobs.ts'
import { useCards, useModels } from '../queries/useModels.ts'

const LATEST = 6

/** A model to try at once, and what was asked and answered last. */
export function HomePage() {
  const queries = useQueryClient()
  const models = useModels()
  const jobs = useJobs()
  const [modelsFailure, jobsFailure] = [useFailure(models), useFailure(jobs)]
  const latest = latestVersions(models.data ?? [])
  const { cards, pending } = useCards(latest)
  // A model to draw for is the one to begin with; with a 28 x 28 picture the digit samples fit it.
  const drawable = latest.find(({ modelId }) => {
    const card = cards.get(modelId)
    const size = card === undefined ? undefined : pictureOf(card.input)
    return size?.width === 28 && size.height === 28 && size.channels === 1
  })
  const model = drawable ?? (pending ? undefined : latest.find(({ modelId }) => cards.has(modelId)))
  const card = model === undefined ? undefined : cards.get(model.modelId)
  const finished = jobs.data?.jobs.filter(({ state }) => state === 'accepted').length
  return (
    <>
      <PageHeader
        title={
          model === drawable
            ? 'Draw a digit. A worker reads it. You check the work.'
            : 'Ask a model. A worker answers. You check the work.'
        }
      >
        Your fee stays locked until a worker has answered. Your browser then recomputes every
        commitment and signature behind the answer.
      </PageHeader>
      <RecordFigures />
      {modelsFailure !== undefined && (
        <div className="mb-4">
          <Notice tone="fail" title={explainError(modelsFailure).title}>
            {explainError(modelsFailure).detail}
          </Notice>
        </div>
      )}
      {model !== undefined && card !== undefined ? (
        <RunPanel model={model} card={card} />
      ) : models.data !== undefined && models.data.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState title="No model is published here yet">
            <p>Anyone can publish a model. The local stack publishes its samples when it starts.</p>
          </EmptyState>
        </div>
      ) : models.data === undefined && modelsFailure !== undefined ? (
        <div className="rounded-lg border border-line bg-surface">
          <Unread />
        </div>
      ) : pending || models.data === undefined ? (
        <RunSkeleton />
      ) : (
        <Notice
          tone="fail"
          title="No model’s card could be read, so there is nothing to ask."
          action={<Button onClick={() => void renew(queries, ['card'])}>Try again</Button>}
        >
          A card says what a model takes, and its publisher serves it. The results below do not need
          it.
        </Notice>
      )}
      <div className="mt-6 lg:mt-8">
        <HowChecked />
      </div>
      <div className="mt-6 lg:mt-8">
        <Panel
          title="Latest results"
          titleId="latest-title"
          flush
          aside={
            <span className="flex gap-4">
              {jobs.data !== undefined && (
                <span className="tabular">
                  {finished} of {jobs.data.jobs.length} answered and accepted
                </span>
              )}
              <Link href="/results" className="underline underline-offset-4 hover:text-text">
                All results
              </Link>
            </span>
          }
        >
          {jobs.data === undefined && jobsFailure !== undefined ? (
            <Unread />
          ) : jobs.data === undefined ? (
            <RowsSkeleton rows={3} />
          ) : jobs.data.jobs.length === 0 ? (
            <EmptyState title="Nothing has been asked yet">
              Draw a digit above: yours will be the first result in this list.
            </EmptyState>
          ) : (
            <JobTable jobs={jobs.data.jobs.slice(0, LATEST)} caption="Latest jobs" />
          )}
        </Panel>
      </div>
    </>
  )
}
