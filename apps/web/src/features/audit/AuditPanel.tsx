'use client'

import { Play, Save, Square } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button } from '../../display/Button.tsx'
import { Hash } from '../../display/Hash.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { Status, type StatusTone } from '../../display/Status.tsx'
import { saveFile } from '../../display/saveFile.ts'
import type { AuditedJob, Outcome } from './auditJob.ts'
import { countOutcomes, describeAudit, reportOf } from './report.ts'
import { type Audit, useAudit } from './useAudit.ts'

const SIZES = [5, 20, 50]

const words: Record<
  Outcome,
  { tone: StatusTone; icon: 'pass' | 'fail' | 'unknown' | 'none'; word: string }
> = {
  equal: { tone: 'pass', icon: 'pass', word: 'Equal' },
  different: { tone: 'fail', icon: 'fail', word: 'Different' },
  undecided: { tone: 'unknown', icon: 'unknown', word: 'Undecided' },
  'no answer': { tone: 'unknown', icon: 'none', word: 'No answer' },
  'not run': { tone: 'unknown', icon: 'unknown', word: 'Not run' },
}

/** Runs a sample of the record again in this browser, drawn by a seed that is printed, with a report to keep. */
export function AuditPanel({ filter }: { filter: string }) {
  const deployment = useDeployment()
  const { audit, isRunning, problem, start, stop } = useAudit()
  const [size, setSize] = useState(SIZES[0] ?? 5)
  const [seed, setSeed] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    void start({ filter, seed: seed.trim(), size })
  }

  const field =
    'h-8 rounded border border-line-strong bg-page px-2 text-xs text-text outline-offset-2 focus-visible:outline-2 focus-visible:outline-accent-text'
  return (
    <Panel
      className="mb-4"
      title="Re-run a sample in this browser"
      titleId="audit-title"
      aside="Costs nothing and tells nobody"
    >
      <div className="space-y-4">
        <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <label className="flex flex-col gap-1 text-xs text-soft">
            How many
            <select
              className={field}
              value={size}
              disabled={isRunning}
              onChange={({ target }) => setSize(Number(target.value))}
            >
              {SIZES.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <label className="flex min-w-0 flex-1 flex-col gap-1 text-xs text-soft">
            Seed of the draw
            <input
              value={seed}
              onChange={({ target }) => setSeed(target.value)}
              disabled={isRunning}
              placeholder="empty: the newest block’s hash"
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
              className={`${field} w-full max-w-96 font-mono placeholder:text-faint`}
            />
          </label>
          {isRunning ? (
            // Apart by its key: the same button would submit the form at the end of its own click.
            <Button key="stop" size="small" onClick={stop}>
              <Square aria-hidden className="size-3.5" />
              Stop
            </Button>
          ) : (
            <Button key="start" size="small" type="submit" kind="primary">
              <Play aria-hidden className="size-3.5" />
              Draw and re-run
            </Button>
          )}
          {audit !== undefined && audit.jobs.length > 0 && (
            <Button
              size="small"
              onClick={() =>
                saveFile(
                  `assay-audit-${audit.block.number}.json`,
                  new TextEncoder().encode(JSON.stringify(reportOf(audit, deployment), null, 2)),
                  'application/json',
                )
              }
            >
              <Save aria-hidden className="size-3.5" />
              Save report
            </Button>
          )}
        </form>
        {problem !== undefined && (
          <Notice tone="pending" title="The sample could not be run.">
            {problem}
          </Notice>
        )}
        {audit !== undefined && <Outcomes audit={audit} isRunning={isRunning} />}
      </div>
    </Panel>
  )
}

function Outcomes({ audit, isRunning }: { audit: Audit; isRunning: boolean }) {
  const { jobs, places, seed, block, matching } = audit
  if (matching === 0)
    return <p className="text-xs text-soft">No job fits the filter, so there is nothing to run.</p>
  return (
    <div className="space-y-3">
      <p role="status" className="flex items-center gap-2" data-testid="audit-sentence">
        {isRunning && <Spinner className="size-3.5" />}
        {describeAudit(audit, { isRunning })}
      </p>
      {countOutcomes(jobs).different > 0 && (
        <Notice tone="fail" title="This browser got other bytes than a worker signed.">
          Open the job to see where they part. While its window is open, anyone can dispute it
          there.
        </Notice>
      )}
      <ul
        aria-label="What became of each"
        className="divide-y divide-line overflow-hidden rounded border border-line"
      >
        {jobs.map((job) => (
          <Row key={job.job} {...job} />
        ))}
      </ul>
      <p className="text-xs text-faint">
        {places.length} of {matching.toLocaleString('en')} jobs, drawn by the seed{' '}
        <span className="font-mono break-all">{seed}</span>, from the index at block{' '}
        <span className="tabular font-mono">{block.number}</span>. The index says which jobs fit;
        each job was then read from the chain. The report says how to draw the same jobs again.
      </p>
    </div>
  )
}

function Row({ job, outcome, detail, model, state }: AuditedJob) {
  const { word, ...look } = words[outcome]
  return (
    <li
      data-outcome={outcome}
      className="grid grid-cols-[96px_minmax(0,1fr)] items-start gap-3 px-4 py-2"
    >
      <Status {...look} word={word} plain />
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-3">
          <Hash value={job} label="job id" href={`/jobs/${job}`} copy={false} />
          {model !== undefined && <span>{model}</span>}
          {state !== undefined && <span className="text-faint">{state}</span>}
        </span>
        <span className="block text-xs text-soft">{detail}</span>
      </span>
    </li>
  )
}
