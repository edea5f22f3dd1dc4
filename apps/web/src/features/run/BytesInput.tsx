'use client'

import { useId, useState } from 'react'
import { InputRoot } from './InputRoot.tsx'

/** Takes canonical input bytes from a file, for models whose input is no picture. */
export function BytesInput({
  size,
  meaning,
  onInput,
}: {
  /** How many bytes the model takes. */
  size: number
  meaning: string | undefined
  onInput: (input: Uint8Array | undefined) => void
}) {
  const id = useId()
  const [input, setInput] = useState<Uint8Array>()
  const [problem, setProblem] = useState<string>()

  async function read(file: File | undefined) {
    const bytes =
      file === undefined || file.size !== size
        ? undefined
        : new Uint8Array(await file.arrayBuffer())
    setProblem(
      file !== undefined && file.size !== size
        ? `${file.name.slice(0, 60)} has ${file.size.toLocaleString('en')} bytes; the model takes ${size.toLocaleString('en')}.`
        : undefined,
    )
    setInput(bytes)
    onInput(bytes)
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        Input file, {size.toLocaleString('en')} bytes
      </label>
      <input
        id={id}
        type="file"
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => void read(event.target.files?.[0])}
        className="w-full rounded border border-line-strong bg-page p-2 text-sm file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:text-text"
      />
      {meaning !== undefined && <p className="mt-2 text-xs text-faint">{meaning}</p>}
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="mt-2 text-xs text-fail">
          {problem}
        </p>
      )}
      <div className="mt-2 text-xs text-faint">
        <InputRoot input={input} />
      </div>
    </div>
  )
}
