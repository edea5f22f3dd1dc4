'use client'

import { type ComponentProps, type ReactNode, useId } from 'react'

type Described = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
  autoComplete: 'off'
}
type Common = { label: string; hint?: ReactNode; problem?: string | undefined }

/** A labelled line of text with its hint and what is wrong with it. */
export function TextField({
  label,
  hint,
  problem,
  trailing,
  ...input
}: Omit<ComponentProps<'input'>, 'id'> & Common & { trailing?: ReactNode }) {
  return (
    <Labelled {...{ label, hint, problem }}>
      {(described) => (
        <div className="flex h-10 items-center rounded border border-line-strong bg-page focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent-text">
          <input
            {...described}
            className="tabular h-full min-w-0 flex-1 bg-transparent px-3 font-mono text-sm outline-none placeholder:text-faint"
            {...input}
          />
          {trailing !== undefined && (
            <span className="flex items-center pr-2 text-soft">{trailing}</span>
          )}
        </div>
      )}
    </Labelled>
  )
}

/** The same with several lines. */
export function TextArea({
  label,
  hint,
  problem,
  ...area
}: Omit<ComponentProps<'textarea'>, 'id'> & Common) {
  return (
    <Labelled {...{ label, hint, problem }}>
      {(described) => (
        <textarea
          {...described}
          rows={3}
          className="block w-full rounded border border-line-strong bg-page px-3 py-2 text-sm outline-none focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-accent-text"
          {...area}
        />
      )}
    </Labelled>
  )
}

/** What stands around a field. */
function Labelled({
  label,
  hint,
  problem,
  children,
}: Common & { children: (described: Described) => ReactNode }) {
  const id = useId()
  const describedBy = [hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`]
    .filter(Boolean)
    .join(' ')
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': problem !== undefined,
        autoComplete: 'off',
      })}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="mt-1 text-xs text-faint">
          {hint}
        </div>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-xs text-fail">
          {problem}
        </p>
      )}
    </div>
  )
}
