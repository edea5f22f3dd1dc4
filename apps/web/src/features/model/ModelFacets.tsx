'use client'

import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { Fold } from '../../display/Fold.tsx'
import { formatCount } from '../../display/format.ts'
import type { Token } from '../../queries/useToken.ts'
import {
  type Facet,
  type FacetName,
  facetNames,
  type ModelFilters,
  type ModelSort,
  readValues,
  sorts,
  writeValues,
} from './filterModels.ts'
import { profileWords } from './profiles.ts'

type Change = (changes: Readonly<Record<string, string | undefined>>) => void

const titles: Record<FacetName, string> = {
  task: 'Task',
  profile: 'Profile',
  licence: 'Licence',
  price: 'Workers',
}

const sortWords: Record<ModelSort, string> = {
  asked: 'Most asked',
  recent: 'Newest',
  name: 'Name',
  fee: 'Lowest price',
  latency: 'Fastest answer',
}

/** `image-classification` as words. */
export function taskWords(task: string): string {
  const words = task.replaceAll('-', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function wordsOf(facet: FacetName, value: string): string {
  if (value === 'unknown') return 'Unknown'
  if (facet === 'task') return taskWords(value)
  if (facet === 'profile') return profileWords(value)
  if (facet === 'price') return value === 'named' ? 'One names a price' : 'None names a price'
  return value
}

/** Kinds of models with the number of each, to choose from. */
export function ModelFacets({
  facets,
  filters,
  change,
  token,
  isIndexed,
}: {
  facets: Readonly<Record<FacetName, readonly Facet[]>>
  filters: ModelFilters
  change: Change
  token: Token | undefined
  /** Whether what the index counts is known. */
  isIndexed: boolean
}) {
  const id = useId()
  const most = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (most.current !== null) most.current.value = filters.mostText
  }, [filters.mostText])

  function toggle(facet: FacetName, value: string) {
    // Not from what was drawn, which follows the address a moment later.
    const chosen = readValues(new URLSearchParams(window.location.search).get(facet) ?? '')
    const next = chosen.includes(value)
      ? chosen.filter((each) => each !== value)
      : [...chosen, value]
    change({ [facet]: writeValues(next) })
  }

  return (
    <form
      aria-label="Filters"
      className="space-y-5 rounded-lg border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault()
        change({ most: most.current?.value.trim().slice(0, 40) })
      }}
    >
      {facetNames.map((facet) => {
        const unknown = facet === 'price' && !isIndexed
        return (
          <fieldset key={facet} disabled={unknown} className="min-w-0">
            <legend className="mb-1 text-xs font-medium text-soft">{titles[facet]}</legend>
            {unknown ? (
              <p className="text-xs text-faint">Unknown without the index.</p>
            ) : (
              <ul>
                {facets[facet].map(({ value, count }) => (
                  <li key={value}>
                    <label
                      htmlFor={`${id}-${facet}-${value}`}
                      className="flex min-h-7 items-center gap-2 text-sm"
                    >
                      <input
                        id={`${id}-${facet}-${value}`}
                        type="checkbox"
                        checked={filters.chosen[facet].includes(value)}
                        onChange={() => toggle(facet, value)}
                        className="size-4 shrink-0"
                      />
                      <span className="min-w-0 flex-1 truncate">{wordsOf(facet, value)}</span>
                      <span className="tabular text-xs text-faint">{count}</span>
                    </label>
                  </li>
                ))}
              </ul>
            )}
          </fieldset>
        )
      })}
      <fieldset disabled={!isIndexed} className="min-w-0">
        <legend className="mb-1 text-xs font-medium text-soft">Price</legend>
        <label htmlFor={`${id}-most`} className="flex items-center gap-2 text-sm">
          At most
          <input
            ref={most}
            id={`${id}-most`}
            inputMode="decimal"
            autoComplete="off"
            defaultValue={filters.mostText}
            className="h-8 w-16 min-w-0 rounded border border-line-strong bg-page px-2 text-right font-mono text-xs"
          />
          {token?.symbol ?? ''}
        </label>
        <Button type="submit" size="small" className="mt-2">
          Apply
        </Button>
      </fieldset>
    </form>
  )
}

/** The search, the order, and on narrow screens the filters under a heading of their own. */
export function ModelSearch({
  filters,
  change,
  count,
  of,
  children,
}: {
  filters: ModelFilters
  change: Change
  count: number
  of: number
  children?: ReactNode
}) {
  const id = useId()
  const [text, setText] = useState(filters.q)
  useEffect(() => {
    // The address follows a moment later, and must not take back what was written meanwhile.
    const latest = new URLSearchParams(window.location.search).get('q') ?? ''
    if (filters.q === latest) setText(latest)
  }, [filters.q])
  const set =
    facetNames.filter((facet) => filters.chosen[facet].length > 0).length +
    (filters.most === undefined ? 0 : 1)
  return (
    <div className="mb-4 space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <input
          type="text"
          aria-label="Find a model by name, task or publisher"
          placeholder="Name, task or publisher"
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            change({ q: target.value })
          }}
          className="h-10 min-w-0 flex-1 basis-48 rounded border border-line-strong bg-page px-3 text-sm placeholder:text-faint"
        />
        <label htmlFor={id} className="flex items-center gap-2 text-xs text-soft">
          Sort
          <select
            id={id}
            value={filters.sort}
            onChange={({ target }) =>
              change({ sort: target.value === sorts[0] ? undefined : target.value })
            }
            className="h-10 rounded border border-line-strong bg-page px-2 text-sm text-text"
          >
            {sorts.map((sort) => (
              <option key={sort} value={sort}>
                {sortWords[sort]}
              </option>
            ))}
          </select>
        </label>
        <p role="status" className="tabular text-xs text-faint">
          {count !== of && `${count} of `}
          {formatCount(of, 'model', 'models')}
        </p>
      </div>
      {children !== undefined && children !== false && (
        <Fold title={set === 0 ? 'Filters' : `Filters (${set})`}>{children}</Fold>
      )}
    </div>
  )
}
