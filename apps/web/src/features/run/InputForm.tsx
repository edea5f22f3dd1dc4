'use client'

import type { Card } from '@assay/sdk'
import { numberTypes, type PictureSize, pictureOf, readTensorFile } from '@assay/sdk'
import dynamic from 'next/dynamic'
import { useId, useState } from 'react'
import { Boundary } from '../../display/Boundary.tsx'
import { Skeleton } from '../../display/Loading.tsx'
import { Segments } from '../../display/Segments.tsx'
import { DrawingInput } from './DrawingInput.tsx'
import { InputRoot } from './InputRoot.tsx'
import { TableInput } from './TableInput.tsx'

const loading = () => <Skeleton className="h-64 w-full" />
// Each of these is loaded where a model takes it, or somebody chooses it.
const NumbersInput = dynamic(() => import('./NumbersInput.tsx').then((each) => each.NumbersInput), {
  loading,
})
const PictureInput = dynamic(() => import('./PictureInput.tsx').then((each) => each.PictureInput), {
  loading,
})
const SeriesInput = dynamic(() => import('./SeriesInput.tsx').then((each) => each.SeriesInput), {
  loading,
})

type Kind = 'draw' | 'picture' | 'fields' | 'series' | 'numbers' | 'file'

const words: Record<Kind, string> = {
  draw: 'Draw',
  picture: 'Picture',
  fields: 'Fields',
  series: 'Series',
  numbers: 'Numbers as text',
  file: 'Tensor file',
}

/** What is drawn with a pen has at most so many pixels on a side. */
const MOST_DRAWN = 64
/** More fields than these are typed by nobody. */
const MOST_FIELDS = 100

/** In which ways an input of this card can be given, the plainest first. */
function kindsOf({ input }: Card, size: PictureSize | undefined): Kind[] {
  const canDraw =
    size?.channels === 1 && Math.max(size.width, size.height) <= MOST_DRAWN && size.width >= 16
  const isKnown = numberTypes[input.dtype] !== undefined
  return [
    ...(canDraw ? (['draw'] as const) : []),
    ...(size === undefined ? [] : (['picture'] as const)),
    ...(isKnown && input.features.length > 0 && input.features.length <= MOST_FIELDS
      ? (['fields'] as const)
      : []),
    ...(isKnown && input.series !== undefined ? (['series'] as const) : []),
    ...(isKnown && input.series === undefined ? (['numbers'] as const) : []),
    'file',
  ]
}

/** What has to be done before a request can be sent. */
export function missingInput(card: Card): string {
  const [kind] = kindsOf(card, pictureOf(card.input))
  if (kind === 'draw') return 'Draw something or choose a sample first'
  if (kind === 'fields') return 'Fill in every number first'
  if (kind === 'series') return 'Give a series or choose a sample first'
  return kind === 'picture' ? 'Choose a picture first' : 'Give an input first'
}

/** The form that a model's card asks for, in each way in which its input can be given. */
export function InputForm({
  card,
  onInput,
}: {
  card: Card
  onInput: (input: Uint8Array | undefined) => void
}) {
  const size = pictureOf(card.input)
  const kinds = kindsOf(card, size)
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'file')

  function choose(next: Kind) {
    setKind(next)
    onInput(undefined)
  }

  return (
    <div className="space-y-4">
      {kinds.length > 1 && (
        <Segments
          legend="How to give the input"
          options={kinds.map((each) => ({ value: each, label: words[each] }))}
          value={kind}
          onChange={choose}
        />
      )}
      <Boundary key={kind}>
        {kind === 'draw' && size !== undefined && <DrawingInput {...{ card, size, onInput }} />}
        {kind === 'picture' && size !== undefined && <PictureInput {...{ card, size, onInput }} />}
        {kind === 'fields' && <TableInput {...{ card, onInput }} />}
        {kind === 'series' && card.input.series !== undefined && (
          <SeriesInput series={card.input.series} {...{ card, onInput }} />
        )}
        {kind === 'numbers' && <NumbersInput {...{ card, onInput }} />}
        {kind === 'file' && <FileInput {...{ card, onInput }} />}
      </Boundary>
      {card.input.meaning !== undefined && kind !== 'draw' && kind !== 'fields' && (
        <p className="text-xs text-faint">{card.input.meaning}</p>
      )}
    </div>
  )
}

/** The canonical bytes, or NumPy's file. */
function FileInput({
  card,
  onInput,
}: {
  card: Card
  onInput: (input: Uint8Array | undefined) => void
}) {
  const id = useId()
  const [input, setInput] = useState<Uint8Array>()
  const [problem, setProblem] = useState<string>()

  async function read(file: File | undefined) {
    const result =
      file === undefined
        ? undefined
        : file.size > MOST_FILE
          ? { problem: `${file.name.slice(0, 60)} is larger than any input that a worker takes.` }
          : readTensorFile(new Uint8Array(await file.arrayBuffer()), file.name, card.input)
    const bytes = result !== undefined && 'bytes' in result ? result.bytes : undefined
    setProblem(result?.problem)
    setInput(bytes)
    onInput(bytes)
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        A .npy file, or the bytes themselves ({card.input.dtype}, {card.input.shape.join(' × ')})
      </label>
      <input
        id={id}
        type="file"
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => void read(event.target.files?.[0])}
        className="w-full rounded border border-line-strong bg-page p-2 text-sm file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="mt-2 text-xs text-fail">
          {problem}
        </p>
      )}
      <div className="mt-2 text-xs text-faint">
        {input !== undefined && <p>{input.length.toLocaleString('en')} bytes.</p>}
        <InputRoot input={input} />
      </div>
    </div>
  )
}

/** Bytes. */
const MOST_FILE = 256 * 2 ** 20
