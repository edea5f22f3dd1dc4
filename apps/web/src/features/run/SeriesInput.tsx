'use client'

import type { Card, Series } from '@assay/sdk'
import { countOf, decodeOutput, readSeries } from '@assay/sdk'
import { useId, useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { useSamples } from '../drawing/useSamples.ts'
import { SeriesChart } from '../model/SeriesChart.tsx'
import { InputRoot } from './InputRoot.tsx'

/** Takes a column of numbers, typed, pasted, from a file or a sample, and draws it. */
export function SeriesInput({
  card,
  series,
  onInput,
}: {
  card: Card
  series: Series
  onInput: (input: Uint8Array | undefined) => void
}) {
  const id = useId()
  const samples = useSamples(card)
  const [text, setText] = useState('')
  const { shape, dtype } = card.input
  const count = countOf(shape)
  const result = readSeries(text, { shape, dtype, series })
  const problem = text === '' ? undefined : result.problem

  function change(next: string) {
    setText(next)
    onInput(readSeries(next, { shape, dtype, series }).bytes)
  }

  return (
    <div className="space-y-4">
      {samples.length > 0 && (
        <div>
          <p className="mb-2 text-xs text-soft">Try one of these</p>
          <div className="flex flex-wrap gap-2">
            {samples.map(({ label, name, pixels: bytes }) => (
              <Button
                key={label}
                size="small"
                onClick={() => change(textOf(bytes, { dtype, count, series }))}
              >
                {name ?? `Sample ${label + 1}`}
              </Button>
            ))}
          </div>
        </div>
      )}
      <div>
        <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
          {count} numbers{series.unit !== undefined && ` in ${series.unit}`}, one per {series.step}{' '}
          and line, the oldest first
        </label>
        <textarea
          id={id}
          rows={5}
          spellCheck={false}
          value={text}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={(event) => change(event.target.value)}
          className="tabular w-full rounded border border-line-strong bg-page p-3 font-mono text-xs leading-5"
        />
        {problem !== undefined && (
          <p id={`${id}-problem`} role="alert" className="mt-1 text-xs text-fail">
            {problem}
          </p>
        )}
        <label className="mt-2 block text-xs text-soft">
          Or open a table (.csv), whose last column is taken
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/plain"
            onChange={(event) => {
              const [file] = event.target.files ?? []
              void file?.text().then(change)
            }}
            className="mt-1 w-full rounded border border-line-strong bg-page p-2 text-sm file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
          />
        </label>
      </div>
      {result.problem === undefined && (
        <SeriesChart past={result.values} unit={series.unit} step={series.step} />
      )}
      <div className="text-xs text-faint">
        {result.problem === undefined && (
          <p>
            {result.note} {result.bytes.length.toLocaleString('en')} bytes: each number is sent as
            the nearest one that the model can take.
          </p>
        )}
        <InputRoot input={result.bytes} />
      </div>
    </div>
  )
}

/** A sample's bytes as they are typed, with as many digits as give the same bytes again. */
function textOf(
  bytes: Uint8Array,
  { dtype, count, series }: { dtype: string; count: number; series: Series },
): string {
  const codes = decodeOutput(bytes, { dtype, count }) ?? []
  const digits = Math.max(0, Math.ceil(-Math.log10(series.scale)))
  return codes.map((code) => ((code - series.zero) * series.scale).toFixed(digits)).join('\n')
}
