'use client'

import { useSyncExternalStore } from 'react'
import { CopyButton } from '../../display/CopyButton.tsx'
import { Panel } from '../../display/Panel.tsx'

/** The job's mark for other pages: a picture that a server draws, and an element that checks in the reader's browser. */
export function BadgePanel({ jobId }: { jobId: string }) {
  const origin = useSyncExternalStore(
    () => () => undefined,
    () => location.origin,
    () => undefined,
  )
  if (origin === undefined) return null
  const page = `${origin}/jobs/${jobId}`
  return (
    <Panel title="In your page" titleId="badge-title">
      <Snippet
        title="A picture"
        note="A server draws it, so it has no tick: it says what the chain says, as of a block."
        code={`[![Assay](${page}/badge.svg)](${page})`}
        label="the Markdown of the picture"
      />
      <img
        src={`/jobs/${jobId}/badge.svg`}
        alt="The badge of this job"
        height={28}
        className="mt-2 h-7 max-w-full"
      />
      <div className="mt-4">
        <Snippet
          title="A mark that checks"
          note="It computes the checks in the browser of each reader, and runs the model again if the reader asks."
          code={`<script async src="${origin}/assayMark.js"></script>\n<assay-mark job="${jobId}"></assay-mark>`}
          label="the HTML of the mark"
        />
      </div>
    </Panel>
  )
}

function Snippet({
  title,
  note,
  code,
  label,
}: {
  title: string
  note: string
  code: string
  label: string
}) {
  return (
    <>
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium">{title}</h3>
        <CopyButton text={code} label={label} />
      </div>
      <p className="text-xs text-soft">{note}</p>
      <pre className="mt-2 whitespace-pre-wrap break-all rounded bg-sunken p-2 font-mono text-xs">
        <code>{code}</code>
      </pre>
    </>
  )
}
