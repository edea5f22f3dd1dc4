'use client'

import { type ComponentProps, type ReactNode, useId } from 'react'

/** A labelled field of several lines with its hint and what is wrong with it. */
export function TextArea({
  label,
  hint,
  problem,
  ...area
}: Omit<ComponentProps<'textarea'>, 'id'> & {
  label: string
  hint?: ReactNode
  problem?: string | undefined
}) {
  const id = useId()
  const describedBy = [hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`]
    .filter(Boolean)
    .join(' ')
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        aria-describedby={describedBy === '' ? undefined : describedBy}
        aria-invalid={problem !== undefined}
        autoComplete="off"
        className="block w-full rounded border border-line-strong bg-page px-3 py-2 text-sm outline-none focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-accent-text"
        {...area}
      />
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
