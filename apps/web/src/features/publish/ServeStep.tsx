'use client'

import { useState } from 'react'
import type { Hex } from 'viem'
import { Button } from '../../display/Button.tsx'
import { formatUtc } from '../../display/format.ts'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { Status, type StatusWords } from '../../display/Status.tsx'
import { saveFile } from '../../display/saveFile.ts'
import { TextField } from '../../display/TextField.tsx'
import { blobUrl, lookFor, type Stored, sendTo } from './storeBlobs.ts'

export type ServedFile = {
  what: string
  fileName: string
  root: Hex
  bytes: Uint8Array
  type: string
}

/** What was found where, and of which files. */
export type Served = {
  store: string
  files: readonly Stored[]
  roots: string
  /** Whether a worker at the address offers the model. */
  offered: boolean
}

const words: Record<Stored['state'], StatusWords> = {
  served: { tone: 'settled', icon: 'pass', word: 'The same bytes' },
  missing: { tone: 'unknown', icon: 'none', word: 'Not there' },
  other: { tone: 'fail', icon: 'fail', word: 'Other bytes' },
  unreachable: { tone: 'unknown', icon: 'unknown', word: 'Unknown' },
}

/** Whether everything that has to be served is, at the address that stands in the form. */
export function isServed(
  served: Served | undefined,
  store: string,
  files: readonly ServedFile[],
): boolean {
  return (
    served !== undefined &&
    served.store === store.trim() &&
    served.roots === rootsOf(files) &&
    served.files.every(({ state }) => state === 'served')
  )
}

function rootsOf(files: readonly ServedFile[]): string {
  return files.map(({ root }) => root).join()
}

/** Where card and program are had from: sent to a store or worker, or served by one's own. */
export function ServeStep({
  files,
  store,
  served,
  onStore,
  onServed,
  isOffered,
}: {
  files: readonly ServedFile[]
  store: string
  served: Served | undefined
  onStore: (store: string) => void
  onServed: (served: Served | undefined) => void
  /** Asks a worker whether it offers this model. */
  isOffered: (store: string) => Promise<boolean>
}) {
  const [busy, setBusy] = useState<'send' | 'look'>()
  const [problem, setProblem] = useState<string>()
  const [keptUntil, setKeptUntil] = useState<number>()
  const urls = files.map(({ root }) => blobUrl(store, root))
  const isAddress = urls.every((url) => url !== undefined)
  const current =
    served?.store === store.trim() && served.roots === rootsOf(files) ? served : undefined

  async function look() {
    const asked = store.trim()
    const [found, offered] = await Promise.all([
      Promise.all(files.map(({ bytes }, place) => lookFor(urls[place] ?? '', bytes))),
      isOffered(asked),
    ])
    onServed({ store: asked, files: found, roots: rootsOf(files), offered })
  }

  async function act(what: 'send' | 'look') {
    setBusy(what)
    setProblem(undefined)
    setKeptUntil(undefined)
    onServed(undefined)
    try {
      if (what === 'send') {
        const ends: number[] = []
        for (const [place, file] of files.entries()) {
          const answer = await sendTo(urls[place] ?? '', file.bytes)
          if ('problem' in answer)
            return setProblem(`${file.what} was not taken. ${answer.problem}`)
          if (answer.keptUntil !== undefined) ends.push(answer.keptUntil)
        }
        if (ends.length > 0) setKeptUntil(Math.min(...ends))
      }
      await look()
    } finally {
      setBusy(undefined)
    }
  }

  return (
    <Panel title="6. Serve it" titleId="serve-title" aside="Compared byte by byte, here">
      <div className="space-y-3">
        <p className="text-soft">
          The registry keeps roots, not bytes. Name the worker or store that serves card and
          program: your own, which you give both files, or one that takes them.
        </p>
        <div className="flex flex-wrap gap-2">
          {files.map(({ what, fileName, bytes, type }) => (
            <Button key={what} size="small" onClick={() => saveFile(fileName, bytes, type)}>
              Save {fileName}
            </Button>
          ))}
        </div>
        <TextField
          label="Address of the worker or store"
          placeholder="https://worker.example"
          value={store}
          onChange={(event) => onStore(event.target.value)}
          problem={
            store.trim() !== '' && !isAddress
              ? 'An http or https address, such as https://worker.example.'
              : undefined
          }
          hint="Others read card and program there, so a local address is for a try only."
        />
        <div className="flex flex-wrap gap-2">
          <Button disabled={!isAddress || busy !== undefined} onClick={() => void act('look')}>
            {busy === 'look' && <Spinner />}
            Look for them there
          </Button>
          <Button disabled={!isAddress || busy !== undefined} onClick={() => void act('send')}>
            {busy === 'send' && <Spinner />}
            Send both there
          </Button>
        </div>
        {problem !== undefined && (
          <Notice tone="fail" title={problem}>
            Save the files, and give them to a worker of your own.
          </Notice>
        )}
        {current !== undefined && (
          <ul className="divide-y divide-line text-sm" data-testid="served">
            {files.map(({ what }, place) => {
              const found = current.files[place]
              if (found === undefined) return null
              return (
                <li key={what} className="flex flex-wrap items-center justify-between gap-2 py-2">
                  <span>{what}</span>
                  <span className="flex items-center gap-2 text-xs text-faint">
                    {found.state === 'unreachable' && found.detail}
                    <Status {...words[found.state]} />
                  </span>
                </li>
              )
            })}
            <li className="py-2 text-xs text-soft">
              {current.offered
                ? 'A worker at this address says that it answers requests for this program.'
                : 'No worker at this address offers this program yet. It can be registered; somebody has to serve it before it can be asked.'}
            </li>
          </ul>
        )}
        {keptUntil !== undefined && (
          <Notice tone="pending" title={`The store keeps them until ${formatUtc(keptUntil)}.`}>
            From then on nobody can read the model unless a worker serves it for good. Save both
            files.
          </Notice>
        )}
      </div>
    </Panel>
  )
}
