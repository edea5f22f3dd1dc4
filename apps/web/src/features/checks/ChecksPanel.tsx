'use client'

import type { Check, CheckStatus, Job, ModelVersion } from '@assay/sdk'
import { ChevronDown, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { explainError } from '../../chain/explainError.ts'
import { Button } from '../../display/Button.tsx'
import { joinClasses } from '../../display/joinClasses.ts'
import { Skeleton, Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { Status, type StatusTone, type statusIcons } from '../../display/Status.tsx'
import { useChecks } from '../../queries/useChecks.ts'
import { profileOf } from '../model/profiles.ts'
import { RerunButton } from '../rerun/RerunButton.tsx'
import { differingFrom } from './differingFrom.ts'
import { summarizeChecks } from './summarizeChecks.ts'

const words: Record<
  CheckStatus,
  { tone: StatusTone; icon: keyof typeof statusIcons; word: string }
> = {
  pass: { tone: 'pass', icon: 'pass', word: 'Pass' },
  fail: { tone: 'fail', icon: 'fail', word: 'Fail' },
  unknown: { tone: 'unknown', icon: 'unknown', word: 'Unknown' },
  'not-run': { tone: 'unknown', icon: 'none', word: 'Not run' },
}

/** What was recomputed here about a job, and against what. */
export function ChecksPanel({ job, model }: { job: Job; model: ModelVersion | undefined }) {
  const query = useChecks(job)
  const [rerun, setRerun] = useState<Check>()
  // A run made here stands in the place of the one that nobody had asked for.
  const checks = query.data?.checks.map((check) => (check.id === rerun?.id ? rerun : check))
  const failed = checks?.some(({ status }) => status === 'fail') === true
  return (
    <Panel
      title="Checks"
      titleId="checks-title"
      flush
      aside={
        <span className="flex items-center gap-2">
          {checks !== undefined && (
            <span className={joinClasses('tabular', failed && 'font-medium text-fail')}>
              {summarizeChecks(checks)}
            </span>
          )}
          <Button
            size="small"
            kind="quiet"
            className="-mr-2"
            disabled={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {query.isFetching ? (
              <Spinner className="size-3.5" />
            ) : (
              <RefreshCw aria-hidden className="size-3.5" />
            )}
            Check again
          </Button>
        </span>
      }
    >
      {query.isError && (
        <div className="p-4">
          <Notice tone="fail" title="The checks could not be computed.">
            {explainError(query.error).title} {explainError(query.error).detail}
          </Notice>
        </div>
      )}
      {failed && (
        <div className="border-b border-line p-4">
          <Notice tone="fail" title="Something does not match.">
            What this page was given contradicts what was signed or committed. The check that failed
            shows both.
          </Notice>
        </div>
      )}
      {checks === undefined
        ? query.isPending && <ChecksSkeleton />
        : checks.length > 0 && (
            <ul className="divide-y divide-line" data-testid="checks">
              {checks.map((check) => (
                <CheckRow key={check.id} check={check} />
              ))}
            </ul>
          )}
      {model !== undefined && job.receipt !== undefined && job.input.data !== '0x' && (
        <div className="flex items-center justify-between gap-3 border-t border-line px-4 py-3 max-sm:flex-wrap">
          <p className="text-xs text-soft">
            Don’t trust it, run it: {profileOf(model.profile).meaning}
          </p>
          <RerunButton job={job} model={model} onCheck={setRerun} />
        </div>
      )}
      <p className="border-t border-line px-4 py-3 text-xs text-faint">
        Computed in this browser from what the chain returned
        {query.data !== undefined && (
          <>
            , <RelativeTime past clock="browser" seconds={query.data.at} />
          </>
        )}
        . A pass says what was compared, no more: only a re-run tells whether the answer is right.
      </p>
    </Panel>
  )
}

function CheckRow({ check }: { check: Check }) {
  const { id, title, status, detail, expected, actual } = check
  const comparable = expected !== undefined || actual !== undefined
  return (
    <li data-check={id} data-status={status}>
      <details className="group" open={status === 'fail'}>
        <summary className="grid grid-cols-[84px_minmax(0,1fr)_16px] items-start gap-3 px-4 py-3 hover:bg-sunken">
          <Status {...words[status]} plain />
          <span className="min-w-0">
            <span className="block font-medium">{title}</span>
            <span className="block text-xs text-soft">{detail}</span>
          </span>
          <ChevronDown
            aria-hidden
            className="mt-0.5 size-4 text-faint transition-transform duration-150 group-open:rotate-180"
          />
        </summary>
        <div className="px-4 pb-4 sm:pl-[112px]">
          {comparable ? (
            <Comparison expected={expected} actual={actual} />
          ) : (
            <p className="text-xs text-faint">Nothing was compared.</p>
          )}
        </div>
      </details>
    </li>
  )
}

function Comparison({
  expected,
  actual,
}: {
  expected: string | undefined
  actual: string | undefined
}) {
  const from =
    expected !== undefined && actual !== undefined ? differingFrom(expected, actual) : undefined
  return (
    <dl className="grid gap-2 rounded bg-sunken p-3 text-xs">
      <div>
        <dt className="text-faint">Expected</dt>
        <dd className="break-all font-mono">
          {expected === undefined ? 'nothing' : <Marked text={expected} from={from} />}
        </dd>
      </div>
      <div>
        <dt className="text-faint">Found</dt>
        <dd className="break-all font-mono">
          {actual === undefined ? 'nothing' : <Marked text={actual} from={from} />}
        </dd>
      </div>
    </dl>
  )
}

/** Marks a text from where it differs; what is endless is cut. */
function Marked({ text, from }: { text: string; from: number | undefined }) {
  const shown = text.length > 1_200 ? `${text.slice(0, 1_200)}…` : text
  if (from === undefined) return shown
  return (
    <>
      {shown.slice(0, from)}
      <mark className="bg-fail-wash text-fail underline decoration-2 underline-offset-2">
        {shown.slice(from)}
      </mark>
    </>
  )
}

function ChecksSkeleton() {
  return (
    <ul aria-label="Computing the checks" className="divide-y divide-line">
      {Array.from({ length: 7 }, (_, index) => (
        <li
          key={`row-${index * 1}`}
          className="grid grid-cols-[84px_minmax(0,1fr)] gap-3 px-4 py-3"
        >
          <Skeleton className="h-4 w-14" />
          <div className="space-y-2">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-3 w-full max-w-96" />
          </div>
        </li>
      ))}
    </ul>
  )
}
