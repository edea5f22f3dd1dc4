'use client'

import type { Card } from '@assay/sdk'
import { readNumbers } from '@assay/sdk'
import { useId, useState } from 'react'
import { InputRoot } from './InputRoot.tsx'

/** A text that is longer is not shown in a field (characters). */
const MOST_SHOWN = 200_000

/** Takes numbers as JSON or as rows of a table, typed, pasted or from a file. */
export function NumbersInput({
  card,
  onInput,
}: {
  card: Card
  onInput: (input: Uint8Array | undefined) => void
}) {
  const id = useId()
  const { features, shape } = card.input
  const [text, setText] = useState('')
  const [fileName, setFileName] = useState<string>()
  const result = readNumbers(text, card.input)
  const problem = text === '' ? undefined : result.problem
  const isLong = text.length > MOST_SHOWN

  function change(next: string, file?: string) {
    setText(next)
    setFileName(file)
    onInput(readNumbers(next, card.input).bytes)
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        {features.length > 0
          ? `One row of ${features.length} numbers in their units, with or without a header, or JSON`
          : `Rows of numbers or JSON, ${shape.join(' × ')} in all`}
      </label>
      <textarea
        id={id}
        rows={8}
        spellCheck={false}
        readOnly={isLong}
        value={isLong ? `${text.slice(0, 2_000)}…` : text}
        placeholder={
          features.length > 0
            ? features
                .slice(0, 4)
                .map(({ name }) => name)
                .join(', ')
            : '[[0, 1, 2], [3, 4, 5]]'
        }
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => change(event.target.value)}
        className="tabular w-full rounded border border-line-strong bg-page p-3 font-mono text-xs leading-5 placeholder:text-faint"
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-xs text-fail">
          {problem}
        </p>
      )}
      <label className="mt-2 block text-xs text-soft">
        Or open a file (.json, .csv)
        <input
          type="file"
          accept=".json,.csv,.tsv,.txt,application/json,text/csv,text/plain"
          onChange={(event) => {
            const [file] = event.target.files ?? []
            void file?.text().then((opened) => change(opened, file.name))
          }}
          className="mt-1 w-full rounded border border-line-strong bg-page p-2 text-sm file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
        />
      </label>
      <div className="mt-2 text-xs text-faint">
        {fileName !== undefined && <p>Read from {fileName.slice(0, 60)}.</p>}
        {result.bytes !== undefined && <p>{result.bytes.length.toLocaleString('en')} bytes.</p>}
        <InputRoot input={result.bytes} />
      </div>
    </div>
  )
}
