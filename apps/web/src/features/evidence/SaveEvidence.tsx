'use client'

import type { Job } from '@assay/sdk'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { explainError } from '../../chain/explainError.ts'
import { useReader } from '../../chain/useReader.ts'
import { Button } from '../../display/Button.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { Panel } from '../../display/Panel.tsx'
import type { GivenBytes } from '../../queries/useChecks.ts'

/** Saves a result with everything that shows what it is. */
export function SaveEvidence({ job, given }: { job: Job; given: GivenBytes }) {
  const read = useReader()
  const deployment = useDeployment()
  const [state, setState] = useState<'idle' | 'busy' | { problem: string }>('idle')
  if (job.receipt === undefined) return null

  async function save() {
    setState('busy')
    try {
      const { client, createEvidence, fetchBytes } = await read()
      const missing: string[] = []
      const text = await createEvidence(client, {
        ...{ deployment, jobId: job.id, fetch: fetchBytes },
        ...{ input: given.input, output: given.output },
        onMissing: (sentence) => missing.push(sentence),
      })
      const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
      const link = document.createElement('a')
      link.href = url
      link.download = `evidence-${job.id.slice(2, 10)}.json`
      link.click()
      // The browser takes the file after the click.
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
      setState(missing.length === 0 ? 'idle' : { problem: `Saved. ${missing.join(' ')}` })
    } catch (error) {
      const { title, detail } = explainError(error)
      setState({ problem: `${title} ${detail}` })
    }
  }

  return (
    <Panel title="Evidence" titleId="evidence-title">
      <p className="text-soft">
        One file with the answer, its proofs and the program. Anyone can check it years later,
        without this page and without a network.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button size="small" disabled={state === 'busy'} onClick={() => void save()}>
          {state === 'busy' ? (
            <Spinner className="size-3.5" />
          ) : (
            <Download aria-hidden className="size-3.5" />
          )}
          Save evidence
        </Button>
        <Link href="/verify" className="text-xs text-soft underline underline-offset-4">
          Check a file
        </Link>
      </div>
      {typeof state === 'object' && (
        <p role="alert" className="mt-2 text-xs text-fail">
          {state.problem}
        </p>
      )}
      <p className="mt-3 text-xs text-faint">
        In a terminal: <code>assay verify evidence.json</code>
      </p>
    </Panel>
  )
}
