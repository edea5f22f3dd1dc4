'use client'

import type { Check, Dispute, Job, ModelVersion } from '@assay/sdk'
import { RefreshCw } from 'lucide-react'
import { explainError } from '../../chain/explainError.ts'
import { Button } from '../../display/Button.tsx'
import { joinClasses } from '../../display/joinClasses.ts'
import { Skeleton, Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { Status, type StatusWords } from '../../display/Status.tsx'
import { type GivenBytes, useChecks } from '../../queries/useChecks.ts'
import type { Assurance, WedgeFill } from '../assurance/assure.ts'
import type { Method } from '../model/methods.ts'
import { profileOf } from '../model/profiles.ts'
import { RerunButton } from '../rerun/RerunButton.tsx'
import type { Rerun } from '../rerun/runAgain.ts'
import { CheckRow } from './CheckRow.tsx'
import { summarizeChecks } from './summarizeChecks.ts'

/** How a check is shown. A tick stands only for an equality that this browser computed; green only for the answer computed again. */
function wordsOf({ id, status }: Check, isRefuted: boolean): StatusWords {
  const isRerun = id === 'reexecution'
  switch (status) {
    case 'pass':
      if (isRerun) return { tone: 'pass', icon: 'pass', word: 'Equal' }
      return isRefuted
        ? { tone: 'unknown', icon: 'done', word: 'Holds' }
        : { tone: 'settled', icon: 'pass', word: 'Holds' }
    case 'fail':
      return { tone: 'fail', icon: 'fail', word: isRerun ? 'Differs' : 'Fails' }
    case 'unknown':
      return { tone: 'unknown', icon: 'unknown', word: 'Unknown' }
    case 'not-run':
      return { tone: 'unknown', icon: 'none', word: 'Not run' }
  }
}

const verdictWords: Record<WedgeFill, StatusWords> = {
  filled: { tone: 'settled', icon: 'done', word: 'Accepted' },
  computed: { tone: 'pass', icon: 'pass', word: 'Proved' },
  hatched: { tone: 'pending', icon: 'pending', word: 'Open' },
  hollow: { tone: 'unknown', icon: 'none', word: 'None' },
  struck: { tone: 'fail', icon: 'fail', word: 'Refuted' },
}

/** What was recomputed here about a job, and against what. */
export function ChecksPanel({
  job,
  model,
  method,
  assurance,
  rerun,
  given,
  input,
  output,
  disputes,
  onRerun,
}: {
  job: Job
  model: ModelVersion | undefined
  method: Method
  assurance: Assurance
  /** The run that somebody asked for on this page. */
  rerun: Check | undefined
  /** Input and output, where the chain does not hold them. */
  given: GivenBytes
  /** Both, wherever they come from. */
  input: Uint8Array | undefined
  output: Uint8Array | undefined
  disputes: readonly Dispute[] | undefined
  onRerun: (rerun: Rerun | undefined) => void
}) {
  const query = useChecks(job, given)
  // A run made here stands in the place of the one that nobody had asked for.
  const checks = query.data?.checks.map((check) => (check.id === rerun?.id ? rerun : check))
  const failed =
    checks?.some(({ id, status }) => status === 'fail' && id !== 'reexecution') === true
  const { verdict } = assurance.wedges
  // What is bound together rightly may be a lie all the same.
  const isRefuted = ['refuted', 'differs'].includes(assurance.chip)
  const verdictWord = verdictWords[verdict.fill]
  return (
    <Panel
      title="Checks"
      titleId="checks-title"
      flush
      aside={
        <span className="flex items-center gap-2">
          {checks !== undefined && (
            <span
              className={joinClasses('tabular', (failed || isRefuted) && 'font-medium text-fail')}
            >
              {job.receipt !== undefined && `verdict ${verdictWord.word.toLowerCase()} · `}
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
              {job.receipt !== undefined && (
                <li
                  data-check="verdict"
                  data-status={verdict.fill}
                  className="grid grid-cols-[84px_minmax(0,1fr)] items-start gap-3 px-4 py-3"
                >
                  <Status {...verdictWord} plain />
                  <span className="min-w-0">
                    <span className="block font-medium">Verdict of the method</span>
                    <span className="block text-xs text-soft">
                      {method.name}: {verdict.says}. The chain says so; it is not computed here.
                    </span>
                  </span>
                </li>
              )}
              {checks.map((check) => (
                <CheckRow key={check.id} check={check} words={wordsOf(check, isRefuted)} />
              ))}
            </ul>
          )}
      {job.receipt !== undefined && model === undefined && (
        <p className="border-t border-line px-4 py-3 text-xs text-soft">
          The registry knows no model with this job’s model id, so it cannot be run here.
        </p>
      )}
      {model !== undefined && job.receipt !== undefined && (
        <div className="border-t border-line px-4 py-3">
          <RerunButton {...{ job, model, input, output, disputes, onRerun }}>
            <p className="text-xs text-soft">
              Do not trust it, run it: {profileOf(model.profile).meaning}
            </p>
          </RerunButton>
        </div>
      )}
      <p className="border-t border-line px-4 py-3 text-xs text-faint">
        Computed in this browser from what the chain returned
        {query.data !== undefined && (
          <>
            , <RelativeTime past clock="browser" seconds={query.data.at} />
          </>
        )}
        . A check that holds says what was compared, no more. Only a re-run tells whether the answer
        is right.
      </p>
    </Panel>
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
