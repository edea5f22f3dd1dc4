'use client'

import type { Card, ModelVersion } from '@assay/sdk'
import Link from 'next/link'
import { explainError } from '../chain/explainError.ts'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { Facts } from '../display/Facts.tsx'
import { formatMeasured } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { latestVersions } from '../features/model/latestVersions.ts'
import { profileOf } from '../features/model/profiles.ts'
import { JobTable, JobTableSkeleton } from '../features/results/JobTable.tsx'
import { RunPanel } from '../features/run/RunPanel.tsx'
import { RunSkeleton } from '../features/run/RunSkeleton.tsx'
import { useJobs } from '../queries/useJobs.ts'
import { useCard, useModels } from '../queries/useModels.ts'

const LATEST = 10

/** One model: run it, read its card, see what it was asked. */
export function ModelPage({ name }: { name: string }) {
  const models = useModels()
  const model =
    latestVersions(models.data ?? []).find((version) => version.name === name) ??
    models.data?.find((version) => version.name === name)
  const card = useCard(model)
  const jobs = useJobs()
  if (models.data !== undefined && model === undefined)
    return (
      <div className="rounded-lg border border-line bg-surface">
        <h1 className="sr-only">Model not found</h1>
        <EmptyState
          title="No model has this name"
          action={
            <Link href="/models" className={buttonClasses('secondary')}>
              See all models
            </Link>
          }
        >
          The registry has no model called{' '}
          <span className="font-mono [overflow-wrap:anywhere]">{name}</span>.
        </EmptyState>
      </div>
    )
  const ofModel = jobs.data?.jobs.filter(({ request }) => request.model === model?.modelId)
  return (
    <>
      <PageHeader title={card.data?.title ?? name}>
        {card.data?.description ??
          (card.isError ? 'Its card could not be read.' : 'Reading its card.')}
      </PageHeader>
      <div className="mb-4 space-y-3 empty:hidden">
        {models.isError && (
          <Notice tone="fail" title={explainError(models.error).title}>
            {explainError(models.error).detail}
          </Notice>
        )}
        {card.isError && (
          <Notice
            tone="fail"
            title="The model’s card could not be read, so its input is not known."
          >
            {explainError(card.error).title} {explainError(card.error).detail}
          </Notice>
        )}
        {model?.deprecated === true && (
          <Notice
            tone="pending"
            title="Its publisher advises against using this model."
            live={false}
          />
        )}
      </div>
      {model !== undefined && card.data !== undefined ? (
        <RunPanel model={model} card={card.data}>
          <CardPanel model={model} card={card.data} />
        </RunPanel>
      ) : card.isError ? (
        model !== undefined && <CardPanel model={model} card={undefined} />
      ) : (
        <RunSkeleton />
      )}
      {model !== undefined && (
        <div className="mt-4 lg:mt-6">
          <Panel title="Latest jobs of this model" titleId="jobs-title" flush>
            {ofModel === undefined ? (
              <JobTableSkeleton rows={3} />
            ) : ofModel.length === 0 ? (
              <EmptyState title="Nobody has asked this model yet">
                Its first job will be listed here.
              </EmptyState>
            ) : (
              <JobTable jobs={ofModel.slice(0, LATEST)} caption="Latest jobs of this model" />
            )}
          </Panel>
        </div>
      )}
    </>
  )
}

function CardPanel({ model, card }: { model: ModelVersion; card: Card | undefined }) {
  const profile = profileOf(model.profile)
  return (
    <Panel
      title="Card"
      titleId="card-title"
      aside="Its publisher says so; nobody here has repeated it"
    >
      <Facts
        facts={[
          { id: 'name', term: 'Name', value: `${model.name}, version ${model.version}` },
          { id: 'id', term: 'Model id', value: <Hash value={model.modelId} label="model id" /> },
          { id: 'profile', term: 'Runtime profile', value: profile.name },
          {
            id: 'publisher',
            term: 'Publisher',
            value: <Hash value={model.publisher} label="publisher" />,
          },
          {
            id: 'published',
            term: 'Published',
            value: <RelativeTime past seconds={model.publishedAt} />,
          },
          {
            id: 'royalty',
            term: 'Royalty',
            value: (
              <span className="tabular font-mono">{(model.royaltyBps / 100).toFixed(2)} %</span>
            ),
            note: 'of each fee',
          },
          {
            id: 'sizes',
            term: 'Input and outputs',
            value: (
              <span className="tabular font-mono">
                {bytes(model.inputBytes)}, {bytes(model.outputBytes)}
              </span>
            ),
            note: 'what a worker may have to show in a dispute',
          },
          {
            id: 'digest',
            term: 'Card digest',
            value: <Hash value={model.cardDigest} label="card digest" />,
            note: card === undefined ? 'not compared' : 'equals the card that was read',
          },
          ...(card?.licence === undefined
            ? []
            : [{ id: 'licence', term: 'Licence', value: card.licence }]),
          ...(card?.file.parameters === undefined
            ? []
            : [
                {
                  id: 'parameters',
                  term: 'Parameters',
                  value: (
                    <span className="tabular font-mono">
                      {card.file.parameters.toLocaleString('en')}
                    </span>
                  ),
                },
              ]),
          ...(card?.measured ?? []).map((measurement, index) => ({
            id: `measured-${index}`,
            term: `${measurement.metric.charAt(0).toUpperCase()}${measurement.metric.slice(1)}`,
            value: <span className="tabular font-mono">{formatMeasured(measurement)}</span>,
            note: `${measurement.samples === undefined ? 'an unknown number of' : `of ${measurement.samples.toLocaleString('en')}`} samples${measurement.data === undefined ? '' : `, ${measurement.data}`}`,
          })),
        ]}
      />
      <p className="mt-3 border-t border-line pt-3 text-xs text-soft">{profile.meaning}</p>
      {card !== undefined && card.limits.length > 0 && (
        <>
          <h3 className="mt-4 mb-1 text-xs font-medium">Limits</h3>
          <ul className="list-disc space-y-1 pl-4 text-xs text-soft">
            {card.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

/** A publisher may leave a size out. */
function bytes(count: number): string {
  return count === 0 ? 'not said' : `${count.toLocaleString('en')} B`
}
