'use client'

import { useId } from 'react'

/** A few choices in a row, of which one holds: one tab stop, arrow keys move. */
export function Segments<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  /** What is chosen, for those who do not see the row. */
  legend: string
  options: readonly { value: Value; label: string }[]
  value: Value
  onChange: (value: Value) => void
}) {
  const name = useId()
  return (
    <fieldset className="inline-flex max-w-full flex-wrap gap-1 rounded border border-line bg-sunken p-1">
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative flex min-h-7 cursor-pointer items-center rounded-sm px-3 text-xs text-soft hover:text-text has-checked:bg-surface has-checked:font-medium has-checked:text-text has-checked:shadow-[inset_0_0_0_1px_var(--line-strong)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
