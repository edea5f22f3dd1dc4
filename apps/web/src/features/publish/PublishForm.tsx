'use client'

import { PROFILE_EXACT } from '@assay/program'
import { type ModelCard, readCard } from '@assay/sdk'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Hex } from 'viem'
import { useReader } from '../../chain/useReader.ts'
import { Button } from '../../display/Button.tsx'
import { Panel } from '../../display/Panel.tsx'
import { TextField } from '../../display/TextField.tsx'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { CardStep } from './CardStep.tsx'
import type { Compilation } from './compilation.ts'
import { dropDraft, keepForm, keepProgram, readDraft } from './draft.ts'
import { FilesStep } from './FilesStep.tsx'
import { type CardFields, EMPTY_FIELDS, makeCard, problemsOfFields } from './makeCard.ts'
import { type Publication, RegisterStep } from './RegisterStep.tsx'
import { GoldenStep, ReportStep } from './ReportStep.tsx'
import { parseRoyalty } from './royalty.ts'
import { isServed, type Served, type ServedFile, ServeStep } from './ServeStep.tsx'
import { blobUrl } from './storeBlobs.ts'
import { useCompilation } from './useCompilation.ts'
import { useName } from './useName.ts'

/** From an ONNX file to a registered version, step by step; what is not reached yet is not shown. */
export function PublishForm() {
  const { address } = useWallet()
  const read = useReader()
  const [compilation, setCompilation] = useState<Compilation>()
  const [fields, setFields] = useState<CardFields>(EMPTY_FIELDS)
  const [royalty, setRoyalty] = useState('0')
  const [store, setStore] = useState('')
  const [served, setServed] = useState<Served>()
  const [cardDigest, setCardDigest] = useState<Hex>()
  const [saved, setSaved] = useState<number | 'no'>()
  const [isRead, setIsRead] = useState(false)
  const [isDone, setIsDone] = useState(false)

  const onCompiled = useCallback((compiled: Compilation) => {
    setCompilation(compiled)
    setServed(undefined)
    setIsDone(false)
    setFields((before) =>
      before.name === '' ? { ...before, name: nameOf(compiled.source) } : before,
    )
  }, [])
  const { state, start, cancel } = useCompilation(onCompiled)

  useEffect(() => {
    void readDraft().then((draft) => {
      if (draft !== undefined) {
        setCompilation((before) => before ?? draft.compilation)
        setFields(draft.form.fields)
        setRoyalty(draft.form.royalty)
        setStore(draft.form.store)
      }
      setIsRead(true)
    })
  }, [])
  const isKept = isRead && !isDone
  const kept = useRef<Promise<boolean>>(undefined)
  useEffect(() => {
    if (isKept && compilation !== undefined) kept.current = keepProgram(compilation)
  }, [compilation, isKept])
  useEffect(() => {
    if (!isKept || compilation === undefined) return
    let isOver = false
    setSaved(undefined)
    void Promise.all([kept.current, keepForm({ fields, royalty, store })]).then((all) => {
      if (!isOver) setSaved(all.every(Boolean) ? Date.now() : 'no')
    })
    return () => {
      isOver = true
    }
  }, [compilation, fields, isKept, royalty, store])

  const source = useMemo(
    () => (compilation === undefined ? undefined : makeCard(fields, compilation)),
    [compilation, fields],
  )
  const cardBytes = useMemo(
    () =>
      source === undefined
        ? undefined
        : new TextEncoder().encode(`${JSON.stringify(source, null, 2)}\n`),
    [source],
  )
  useEffect(() => {
    setCardDigest(undefined)
    if (cardBytes === undefined) return
    let isOver = false
    void read()
      .then(({ tensorRoot }) => tensorRoot(cardBytes))
      .then((digest) => {
        if (!isOver) setCardDigest(digest)
      })
    return () => {
      isOver = true
    }
  }, [cardBytes, read])

  const name = useName(fields.name, address)
  const royaltyBps = parseRoyalty(royalty)
  const files: readonly ServedFile[] =
    compilation === undefined || cardBytes === undefined || cardDigest === undefined
      ? []
      : [
          {
            what: 'Card',
            fileName: 'card.json',
            root: cardDigest,
            bytes: cardBytes,
            type: 'application/json',
          },
          {
            what: 'Program',
            fileName: 'program.assay',
            root: compilation.root,
            bytes: compilation.file,
            type: 'application/octet-stream',
          },
        ]
  const fieldProblems = compilation === undefined ? {} : problemsOfFields(fields, compilation)
  const isAllServed = isServed(served, store, files)
  const obstacles = [
    ...(compilation?.golden.equal === false ? ['The golden run differs.'] : []),
    ...(fields.name === '' ? ['Give it a name.'] : []),
    ...(Object.keys(fieldProblems).length > 0 ? ['Mend what is marked on the card.'] : []),
    ...(name.state === 'taken' ? ['Choose a name that is free, or yours.'] : []),
    ...(royaltyBps === undefined ? ['Give a royalty.'] : []),
    ...(isAllServed ? [] : ['Have card and program served where others can read them.']),
  ]
  const publication: Publication | undefined =
    compilation === undefined ||
    cardDigest === undefined ||
    royaltyBps === undefined ||
    name.state !== 'free' ||
    obstacles.length > 0
      ? undefined
      : {
          ...{ name: fields.name, version: name.version, profile: PROFILE_EXACT },
          root: compilation.root,
          inputBytes: compilation.inputBytes,
          outputBytes: compilation.outputBytes,
          ...{ royaltyBps, cardDigest },
          cardUri: blobUrl(store, cardDigest) ?? '',
        }

  function discard() {
    cancel()
    setCompilation(undefined)
    setFields(EMPTY_FIELDS)
    setRoyalty('0')
    setServed(undefined)
    setSaved(undefined)
    void dropDraft()
  }

  return (
    <div className="space-y-4 lg:space-y-6" data-ready={isRead}>
      {compilation !== undefined && !isDone && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-faint">
          <span role="status">
            {saved === 'no'
              ? 'This browser keeps no drafts: save the files before you leave.'
              : saved === undefined
                ? 'Not saved yet'
                : `Draft saved ${new Date(saved).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}, in this browser only`}
          </span>
          <Button kind="quiet" size="small" onClick={discard}>
            Discard the draft
          </Button>
        </p>
      )}
      <FilesStep state={state} onCompile={start} onCancel={cancel} />
      {compilation !== undefined && source !== undefined && (
        <>
          <ReportStep compilation={compilation} />
          <GoldenStep golden={compilation.golden} />
          <CardStep
            {...{ compilation, fields, name, cardDigest }}
            card={readCard(source as ModelCard, { exact: true })}
            royaltyBps={royaltyBps ?? 0}
            publisher={address}
            onFields={setFields}
          />
          <Panel title="5. Terms" titleId="terms-title" aside="The royalty can never be changed">
            <TextField
              label="Royalty"
              inputMode="decimal"
              value={royalty}
              onChange={(event) => setRoyalty(event.target.value)}
              trailing={<span className="text-xs">%</span>}
              problem={
                royaltyBps === undefined
                  ? 'A share of 0 to 100 per cent in tenths, such as 2.5.'
                  : undefined
              }
              hint="Your share of each fee that a worker is paid for this version. The royalty of a version can never be changed."
            />
          </Panel>
          <ServeStep
            files={files}
            store={store}
            served={served}
            onStore={setStore}
            onServed={setServed}
            isOffered={async (workerUrl) => {
              const { fetchOffers } = await read()
              const offers = await fetchOffers({ workerUrl }).catch(() => undefined)
              return offers?.models.some((each) => each.modelId === compilation.modelId) ?? false
            }}
          />
          <RegisterStep
            publication={publication}
            obstacles={obstacles}
            warnings={compilation.report.warnings.length}
            onRegistered={() => {
              setIsDone(true)
              void dropDraft()
            }}
          />
        </>
      )}
    </div>
  )
}

/** A name that the registry takes, of a file's. */
function nameOf(file: string): string {
  return file
    .replace(/\.onnx$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 64)
}
