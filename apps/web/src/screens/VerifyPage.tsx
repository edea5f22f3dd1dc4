'use client'

import { type DragEvent, useEffect, useId, useRef, useState } from 'react'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { Button } from '../display/Button.tsx'
import { formatUtc } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { joinClasses } from '../display/joinClasses.ts'
import { Spinner } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import type { StatusWords } from '../display/Status.tsx'
import { CheckRow } from '../features/checks/CheckRow.tsx'
import type {
  CheckedEvidence,
  EvidenceAnswer,
  EvidenceQuestion,
} from '../features/evidence/evidenceWorker.ts'

/** No evidence is larger (bytes). */
const MOST_BYTES = 64 * 2 ** 20

const words: Record<CheckedEvidence['checks'][number]['status'], StatusWords> = {
  pass: { tone: 'settled', icon: 'pass', word: 'Holds' },
  fail: { tone: 'fail', icon: 'fail', word: 'Fails' },
  unknown: { tone: 'unknown', icon: 'unknown', word: 'Open' },
  'not-run': { tone: 'unknown', icon: 'none', word: 'Not run' },
}

/** Green is for an answer computed again. A verdict is the market's, so it has no tick. */
function wordsOf({ id, status }: CheckedEvidence['checks'][number]): StatusWords {
  if (status === 'pass' && id === 'reexecution')
    return { tone: 'pass', icon: 'pass', word: 'Equal' }
  if (status === 'pass' && id === 'verdict')
    return { tone: 'settled', icon: 'none', word: 'Accepted' }
  return words[status]
}

/** Checks a saved result from its own bytes. The file does not leave this page. */
export function VerifyPage() {
  const id = useId()
  const worker = useRef<Worker>(undefined)
  const deployment = useDeployment()
  const [file, setFile] = useState<File>()
  const name = file?.name.slice(0, 60)
  const [busy, setBusy] = useState(false)
  const [dragging, setDragging] = useState(false)
  const [answer, setAnswer] = useState<EvidenceAnswer>()
  useEffect(() => () => worker.current?.terminate(), [])

  async function check(chosen: File | undefined, askChain = false) {
    worker.current?.terminate()
    setAnswer(undefined)
    setFile(chosen)
    setBusy(false)
    if (chosen === undefined) return
    if (chosen.size > MOST_BYTES)
      return setAnswer({ problem: 'It is larger than any evidence is.' })
    setBusy(true)
    const finish = (end: EvidenceAnswer) => {
      setBusy(false)
      setAnswer(end)
    }
    const started = new Worker(new URL('../features/evidence/evidenceWorker.ts', import.meta.url), {
      type: 'module',
    })
    worker.current = started
    started.onmessage = ({ data }: MessageEvent<EvidenceAnswer>) => finish(data)
    started.onerror = () => finish({ problem: 'The thread that checks it has ended.' })
    const question: EvidenceQuestion = {
      text: await chosen.text(),
      ...(askChain ? { deployment } : {}),
    }
    started.postMessage(question)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setDragging(false)
    void check(event.dataTransfer.files[0])
  }

  return (
    <>
      <PageHeader title="Verify">
        Check a saved answer from its own bytes. The file does not leave this page, and no chain is
        asked until you say so.
      </PageHeader>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the field inside is the one for all. */}
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setDragging(true)
        }}
        onDragLeave={() => setDragging(false)}
        onDrop={drop}
        className={joinClasses(
          'mb-6 rounded-lg border border-dashed p-6',
          dragging ? 'border-accent-line bg-accent-wash' : 'border-line-strong bg-surface',
        )}
      >
        <label htmlFor={id} className="mb-2 block font-medium">
          Drop an evidence file here, or choose one
        </label>
        <input
          id={id}
          type="file"
          accept=".json,application/json"
          onChange={(event) => void check(event.target.files?.[0])}
          className="w-full rounded border border-line-strong bg-page p-2 text-sm file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
        />
        {busy && (
          <p role="status" className="mt-3 flex items-center gap-2 text-xs text-soft">
            <Spinner className="size-3.5" /> Checking {name}, and running its program
          </p>
        )}
      </div>
      {answer !== undefined && 'problem' in answer && (
        <Notice tone="fail" title={`${name} is no evidence that can be checked.`}>
          {answer.problem} <code>assay verify</code> ends with 10.
        </Notice>
      )}
      {answer !== undefined && 'checked' in answer && (
        <Verdict checked={answer.checked} onAskChain={() => void check(file, true)} />
      )}
    </>
  )
}

function Verdict({ checked, onAskChain }: { checked: CheckedEvidence; onAskChain: () => void }) {
  const { checks, exitCode } = checked
  const failed = checks.filter(({ status }) => status === 'fail')
  const held = checks.filter(({ status }) => status === 'pass').length
  const open = checks.filter(({ status }) => status !== 'pass' && status !== 'fail').length
  return (
    <div className="space-y-4 lg:space-y-6">
      {failed.length > 0 ? (
        <Notice tone="fail" title="Do not rely on this file.">
          {failed.map(({ title }) => title).join(', ')}: {failed.length === 1 ? 'this' : 'these'} of
          its checks {failed.length === 1 ? 'fails' : 'fail'}. <code>assay verify</code> ends with{' '}
          {exitCode}.
        </Notice>
      ) : (
        <Notice
          tone="info"
          title={`${held} ${held === 1 ? 'check holds' : 'checks hold'}, ${open} ${open === 1 ? 'is' : 'are'} open.`}
        >
          {exitCode === 0
            ? 'Whole and unaltered.'
            : 'Nothing contradicts the file, but it lacks what some checks need.'}{' '}
          <code>assay verify</code> ends with {exitCode}.
          {checks.some(({ id, status }) => id === 'chain' && status !== 'pass') && (
            <span className="mt-3 block">
              <Button size="small" onClick={onAskChain}>
                Ask the chain now
              </Button>
            </span>
          )}
        </Notice>
      )}
      <Panel title="What the file says" titleId="says-title">
        <p data-testid="evidence-sentence">
          {checked.title ?? checked.model ?? 'A model that the file does not name'}
          {checked.title !== undefined && ` (${checked.model})`} was asked
          {checked.inputBytes !== undefined &&
            ` with ${checked.inputBytes.toLocaleString('en')} bytes`}
          {checked.answer === undefined ? '' : ' and answered '}
          {checked.answer !== undefined && (
            <strong
              className={joinClasses(
                'font-semibold',
                failed.length > 0 && 'text-faint line-through',
              )}
            >
              {checked.answer}
            </strong>
          )}
          .
        </p>
        <p className="mt-2 text-xs text-soft">
          Job <Hash value={checked.job} label="job id" href={`/jobs/${checked.job}`} />
          {checked.signedAt !== undefined && `, signed ${formatUtc(checked.signedAt)}`}
          {checked.worker !== undefined && (
            <>
              {' '}
              by <Hash value={checked.worker} label="worker" />
            </>
          )}
          .
        </p>
      </Panel>
      <Panel title="Checks" titleId="checks-title" flush aside="Computed in this browser">
        <ul className="divide-y divide-line">
          {checks.map((check) => (
            <CheckRow key={check.id} check={check} words={wordsOf(check)} />
          ))}
        </ul>
      </Panel>
    </div>
  )
}
