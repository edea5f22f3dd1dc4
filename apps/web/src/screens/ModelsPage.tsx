'use client'

import type { ModelVersion } from '@assay/sdk'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useMemo, useState } from 'react'
import { FailureNotice } from '../chain/FailureNotice.tsx'
import { Button } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { IgnoredNotice } from '../display/IgnoredNotice.tsx'
import { Skeleton } from '../display/Loading.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Unread } from '../display/Unread.tsx'
import { useWide } from '../display/useWide.ts'
import { filterModels, readModelFilters } from '../features/model/filterModels.ts'
import { latestVersions } from '../features/model/latestVersions.ts'
import { ModelCard } from '../features/model/ModelCard.tsx'
import { ModelFacets, ModelSearch } from '../features/model/ModelFacets.tsx'
import { useFailure } from '../queries/useFailure.ts'
import { useModelRecords } from '../queries/useModelRecords.ts'
import { useCards, useModels } from '../queries/useModels.ts'
import { useToken } from '../queries/useToken.ts'

const PAGE = 40

const NONE: readonly ModelVersion[] = []

/** What can be asked here: found by words, by task, by price. All that is chosen stands in the address. */
export function ModelsPage() {
  const query = useModels()
  const failure = useFailure(query)
  const latest = useMemo(() => latestVersions(query.data ?? NONE), [query.data])
  const { cards, pending } = useCards(latest)
  const records = useModelRecords()
  const token = useToken()
  const wide = useWide()
  const parameters = useSearchParams()
  const [most, setMost] = useState(PAGE)
  const { filters, refused } = readModelFilters(
    new URLSearchParams(parameters),
    token.data?.decimals,
  )
  const { shown, facets } = filterModels(
    latest.map((model) => ({
      ...{ model, card: cards.get(model.modelId), record: records?.get(model.modelId) },
    })),
    filters,
  )

  function change(changes: Readonly<Record<string, string | undefined>>) {
    // Not from what was drawn, which follows the address a moment later.
    const next = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') next.delete(name)
      else next.set(name, value)
    }
    setMost(PAGE)
    // Nothing is asked of the server for it.
    window.history.replaceState(null, '', next.size === 0 ? '/models' : `/models?${next}`)
  }
  const clear = () => {
    setMost(PAGE)
    window.history.replaceState(null, '', '/models')
  }

  const facetsShown = (
    <ModelFacets
      {...{ facets, filters, change }}
      token={token.data}
      isIndexed={records !== undefined}
    />
  )
  return (
    <>
      <PageHeader title="Models">
        Anyone may publish a model. Its id commits to its exact file. Its card is what its publisher
        says about it.
      </PageHeader>
      {failure !== undefined && <FailureNotice error={failure} />}
      <IgnoredNotice refused={refused} onRemove={change} />
      {query.data === undefined ? (
        failure !== undefined ? (
          <div className="rounded-lg border border-line bg-surface">
            <Unread />
          </div>
        ) : (
          <div aria-busy="true" className="grid gap-4 lg:grid-cols-[232px_minmax(0,1fr)] lg:gap-6">
            <Skeleton className="h-96 rounded-lg max-lg:hidden" />
            <div className="space-y-4">
              <Skeleton className="h-10" />
              <Skeleton className="h-40 rounded-lg" />
              <Skeleton className="h-40 rounded-lg" />
            </div>
          </div>
        )
      ) : latest.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState title="No model is published here yet">
            The local stack publishes its samples when it starts.
          </EmptyState>
        </div>
      ) : (
        <div className="grid items-start gap-4 lg:grid-cols-[232px_minmax(0,1fr)] lg:gap-6">
          {wide && facetsShown}
          <div className="min-w-0">
            <ModelSearch {...{ filters, change }} count={shown.length} of={latest.length}>
              {!wide && facetsShown}
            </ModelSearch>
            {shown.length === 0 ? (
              <div className="rounded-lg border border-line bg-surface">
                <EmptyState
                  title="No model fits"
                  action={<Button onClick={clear}>Show all models</Button>}
                >
                  {pending
                    ? 'Some cards are still being read, and may fit.'
                    : 'Fewer or other filters show other models.'}
                </EmptyState>
              </div>
            ) : (
              <ul aria-label="Models" className="grid gap-4">
                {shown.slice(0, most).map((entry) => (
                  <ModelCard
                    key={entry.model.modelId}
                    entry={entry}
                    token={token.data}
                    pending={pending}
                  />
                ))}
              </ul>
            )}
            {shown.length > most && (
              <div className="mt-4 text-center">
                <Button onClick={() => setMost(most + PAGE)}>
                  Show {Math.min(PAGE, shown.length - most)} more of {shown.length - most}
                </Button>
              </div>
            )}
            <p className="mt-4 text-xs text-faint">
              Jobs, prices and times are counted by the index. What a card says is its publisher’s
              word.{' '}
              <Link href="/publish" className="underline underline-offset-4">
                Publish a model
              </Link>
            </p>
          </div>
        </div>
      )}
    </>
  )
}
