'use client'

import { PROFILE_EXACT } from '@assay/program'
import type { Card, ModelVersion } from '@assay/sdk'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type MouseEvent, useState } from 'react'
import { explainError } from '../chain/explainError.ts'
import { Boundary } from '../display/Boundary.tsx'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { Hash } from '../display/Hash.tsx'
import { joinClasses } from '../display/joinClasses.ts'
import { Notice } from '../display/Notice.tsx'
import { Panel } from '../display/Panel.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { Unread } from '../display/Unread.tsx'
import type { Call } from '../features/api/codeOf.ts'
import { CardPanel, formatVerified } from '../features/model/CardPanel.tsx'
import { latestVersions } from '../features/model/latestVersions.ts'
import { type ModelTab, modelHref, modelTabs, readModelPath } from '../features/model/modelPath.ts'
import { profileOf } from '../features/model/profiles.ts'
import { JobTable } from '../features/results/JobTable.tsx'
import { RunPanel } from '../features/run/RunPanel.tsx'
import { RunSkeleton } from '../features/run/RunSkeleton.tsx'
import { useFailure } from '../queries/useFailure.ts'
import { useJobs } from '../queries/useJobs.ts'
import { useCard, useModels } from '../queries/useModels.ts'

// Each part is loaded where somebody opens it.
const GraphPanel = dynamic(() =>
  import('../features/graph/GraphPanel.tsx').then((each) => each.GraphPanel),
)
const CodePanel = dynamic(() =>
  import('../features/api/CodePanel.tsx').then((each) => each.CodePanel),
)
const VersionsPanel = dynamic(() =>
  import('../features/model/VersionsPanel.tsx').then((each) => each.VersionsPanel),
)
const WorkersPanel = dynamic(() =>
  import('../features/record/WorkersPanel.tsx').then((each) => each.WorkersPanel),
)

const MOST_JOBS = 50

const words: Record<ModelTab, string> = {
  run: 'Run',
  card: 'Card',
  graph: 'Graph',
  api: 'API',
  versions: 'Versions',
  jobs: 'Jobs',
  workers: 'Workers',
}

/** One version of a model: run it, read its card and its steps, see what it was asked and by whom it was answered. */
export function ModelPage({ parts }: { parts: readonly string[] }) {
  // The tab is in the address, and changes without the page being drawn anew: what stands in the form stays.
  const pathname = usePathname()
  const shown = pathname.startsWith('/models/')
    ? pathname.slice('/models/'.length).split('/').map(decode)
    : parts
  const { name, version, tab, unknownTab } = readModelPath(shown)
  const models = useModels()
  const versions = models.data?.filter((each) => each.name === name) ?? []
  const newest = latestVersions(versions)[0] ?? versions[0]
  const model = version === undefined ? newest : versions.find((each) => each.version === version)
  const card = useCard(model)
  const jobs = useJobs()
  const [modelsFailure, jobsFailure] = [useFailure(models), useFailure(jobs)]
  const [call, setCall] = useState<Call>()
  if (models.data !== undefined && model === undefined)
    return <NotFound name={name} version={version} newest={newest} />
  const ofModel = jobs.data?.jobs.filter(({ request }) => request.model === model?.modelId)
  const counts: Partial<Record<ModelTab, number>> = {
    ...(models.data === undefined ? {} : { versions: versions.length }),
    ...(ofModel === undefined ? {} : { jobs: ofModel.length }),
  }
  return (
    <>
      <Head name={name} model={model} newest={newest} card={card.data} cardFailed={card.isError} />
      <Tabs name={name} version={version} tab={tab} counts={counts} />
      <div className="mb-4 space-y-3 empty:hidden">
        {unknownTab !== undefined && (
          <Notice tone="info" title={`A model’s page has no part “${unknownTab}”.`}>
            This is where you run it.
          </Notice>
        )}
        {modelsFailure !== undefined && (
          <Notice tone="fail" title={explainError(modelsFailure).title}>
            {explainError(modelsFailure).detail}
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
            title="Its publisher advises against using this version."
            live={false}
          />
        )}
      </div>
      <div hidden={tab !== 'run'}>
        {model !== undefined && card.data !== undefined ? (
          <RunPanel key={model.modelId} model={model} card={card.data} onCall={setCall} />
        ) : model === undefined && modelsFailure !== undefined ? (
          <div className="rounded-lg border border-line bg-surface">
            <Unread />
          </div>
        ) : (
          !card.isError && <RunSkeleton />
        )}
      </div>
      <Boundary key={tab}>
        {model !== undefined && tab === 'card' && <CardPanel model={model} card={card.data} />}
        {model !== undefined &&
          tab === 'graph' &&
          (model.profile === PROFILE_EXACT ? (
            <GraphPanel model={model} />
          ) : (
            <Notice tone="info" title="This model is no exact program." live={false}>
              It runs as a float model, whose steps nothing on the chain commits to one by one.
            </Notice>
          ))}
        {model !== undefined && tab === 'api' && <CodePanel model={model} call={call} />}
        {tab === 'versions' && <VersionsPanel versions={versions} shown={model} newest={newest} />}
        {tab === 'jobs' && (
          <Panel
            title="Jobs of this version"
            titleId="jobs-title"
            flush
            aside={
              ofModel !== undefined && ofModel.length > MOST_JOBS
                ? `the newest ${MOST_JOBS} of ${ofModel.length.toLocaleString('en')}`
                : undefined
            }
          >
            {ofModel === undefined && jobsFailure !== undefined ? (
              <Unread />
            ) : ofModel === undefined ? (
              <RowsSkeleton rows={3} />
            ) : ofModel.length === 0 ? (
              <EmptyState title="Nobody has asked this model yet">
                Its first job will be listed here.
              </EmptyState>
            ) : (
              <JobTable jobs={ofModel.slice(0, MOST_JOBS)} caption="Jobs of this version" />
            )}
          </Panel>
        )}
        {model !== undefined &&
          tab === 'workers' &&
          (ofModel === undefined && jobsFailure !== undefined ? (
            <Unread />
          ) : (
            <WorkersPanel model={model} jobs={ofModel} />
          ))}
      </Boundary>
    </>
  )
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The name, and what one has to know of a version before anything else. */
function Head({
  name,
  model,
  newest,
  card,
  cardFailed,
}: {
  name: string
  model: ModelVersion | undefined
  newest: ModelVersion | undefined
  card: Card | undefined
  cardFailed: boolean
}) {
  return (
    <header className="mb-4">
      <nav aria-label="Where this is" className="mb-2 text-xs text-faint">
        <Link href="/models" className="underline underline-offset-4 hover:text-text">
          Models
        </Link>{' '}
        / <span className="[overflow-wrap:anywhere]">{name}</span>
      </nav>
      <h1 className="text-xl font-semibold tracking-tight max-sm:text-lg [overflow-wrap:anywhere]">
        {card?.title ?? name}
      </h1>
      <p className="mt-1 min-h-10 max-w-2xl text-soft max-sm:min-h-15">
        {card?.description ?? (cardFailed ? 'Its card could not be read.' : 'Reading its card.')}
      </p>
      {/* What is known later has its place from the beginning. */}
      <p className="tabular mt-2 flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-soft max-sm:min-h-18">
        {model !== undefined && (
          <>
            <span>
              Version {model.version}
              {model.modelId === newest?.modelId ? ', the newest' : ''}
            </span>
            <span>{profileOf(model.profile).name}</span>
            <span>
              by <Hash value={model.publisher} label="publisher" />
            </span>
            {card?.licence !== undefined && <span>{card.licence}</span>}
            {card?.file.parameters !== undefined && (
              <span>{card.file.parameters.toLocaleString('en')} parameters</span>
            )}
            {card?.verified !== undefined && (
              <span>{formatVerified(card.verified)} of it verified (publisher says)</span>
            )}
          </>
        )}
      </p>
    </header>
  )
}

function Tabs({
  name,
  version,
  tab,
  counts,
}: {
  name: string
  version: number | undefined
  tab: ModelTab
  counts: Partial<Record<ModelTab, number>>
}) {
  function open(event: MouseEvent, href: string) {
    // Another tab of the browser is another page.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    window.history.pushState(null, '', href)
  }
  return (
    <nav
      aria-label="Parts of this page"
      className="mb-4 flex gap-1 overflow-x-auto border-b border-line lg:mb-6"
    >
      {modelTabs.map((each) => {
        const href = modelHref({ name, version, tab: each })
        return (
          <a
            key={each}
            href={href}
            onClick={(event) => open(event, href)}
            aria-current={each === tab ? 'page' : undefined}
            className={joinClasses(
              '-mb-px flex min-h-11 items-center gap-1.5 whitespace-nowrap border-b-2 px-3',
              each === tab
                ? 'border-accent-line font-medium text-text'
                : 'border-transparent text-soft hover:text-text',
            )}
          >
            {words[each]}
            {counts[each] !== undefined && (
              <span className="tabular text-xs text-faint">{counts[each]}</span>
            )}
          </a>
        )
      })}
    </nav>
  )
}

function NotFound({
  name,
  version,
  newest,
}: {
  name: string
  version: number | undefined
  newest: ModelVersion | undefined
}) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Model not found</h1>
      {newest === undefined ? (
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
      ) : (
        <EmptyState
          title={`There is no version ${version}`}
          action={
            <Link href={modelHref({ name })} className={buttonClasses('secondary')}>
              Open version {newest.version}
            </Link>
          }
        >
          The newest version of <span className="font-mono">{name}</span> is {newest.version}.
        </EmptyState>
      )}
    </div>
  )
}
