'use client'

import Link from 'next/link'
import { explainError } from '../chain/explainError.ts'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { Hash } from '../display/Hash.tsx'
import { Skeleton } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { latestVersions } from '../features/model/latestVersions.ts'
import { profileOf } from '../features/model/profiles.ts'
import { useCards, useModels } from '../queries/useModels.ts'

/** What can be asked here. */
export function ModelsPage() {
  const query = useModels()
  const models = latestVersions(query.data ?? [])
  const { cards, pending } = useCards(models)
  return (
    <>
      <PageHeader title="Models">
        Anyone may publish a model. Its id commits to its exact file. Its card is what its publisher
        says about it.
      </PageHeader>
      {query.isError && (
        <div className="mb-4">
          <Notice tone="fail" title={explainError(query.error).title}>
            {explainError(query.error).detail}
          </Notice>
        </div>
      )}
      {query.data === undefined ? (
        <div aria-busy="true" className="grid gap-4 md:grid-cols-2">
          <Skeleton className="h-44 rounded-lg" />
          <Skeleton className="h-44 rounded-lg" />
        </div>
      ) : models.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState title="No model is published here yet">
            The local stack publishes its samples when it starts.
          </EmptyState>
        </div>
      ) : (
        <ul className="grid gap-4 md:grid-cols-2">
          {models.map((model) => {
            const card = cards.get(model.modelId)
            return (
              <li
                key={model.modelId}
                className="flex flex-col rounded-lg border border-line bg-surface p-4"
              >
                <h2 className="text-base font-semibold">
                  <Link href={`/models/${model.name}`} className="hover:text-accent-text">
                    {card?.title ?? model.name}
                  </Link>
                </h2>
                <p className="text-xs text-faint">
                  {model.name}, version {model.version} · {profileOf(model.profile).name}
                  {card?.licence !== undefined && ` · ${card.licence}`}
                </p>
                <p className="mt-3 flex-1 text-soft">
                  {card?.description ??
                    (pending ? 'Reading its card.' : 'Its card could not be read.')}
                </p>
                <div className="mt-4 flex items-center justify-between gap-3">
                  <span className="text-xs text-faint">
                    Id <Hash value={model.modelId} label="model id" />
                  </span>
                  <Link
                    href={`/models/${model.name}`}
                    className={buttonClasses('secondary', 'small')}
                  >
                    Open
                  </Link>
                </div>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}
