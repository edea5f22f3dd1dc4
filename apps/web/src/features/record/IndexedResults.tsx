'use client'

import { readAnswer } from '@assay/sdk'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { type FormEvent, type ReactNode, useState } from 'react'
import { hexToBytes } from 'viem'
import { Amount } from '../../display/Amount.tsx'
import { Boundary } from '../../display/Boundary.tsx'
import { Button, buttonClasses } from '../../display/Button.tsx'
import { CopyButton } from '../../display/CopyButton.tsx'
import { EmptyState } from '../../display/EmptyState.tsx'
import { formatCount, formatDuration } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { IgnoredNotice } from '../../display/IgnoredNotice.tsx'
import { joinClasses } from '../../display/joinClasses.ts'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { RowsSkeleton } from '../../display/RowsSkeleton.tsx'
import {
  addressOf,
  amountOf,
  bytesOf,
  countOf,
  type Fields,
  fieldsOf,
  listOf,
  measureOf,
  textOf,
  wordOf,
} from '../../queries/recordFields.ts'
import { useCards, useModels } from '../../queries/useModels.ts'
import { useRecord, useRecordUrl } from '../../queries/useRecord.ts'
import { useToken } from '../../queries/useToken.ts'
import { AssuranceChip } from '../assurance/AssuranceChip.tsx'
import { assuranceWords, chipOfRow } from './chipOfRow.ts'
import { Days } from './Days.tsx'
import { readPages } from './readPages.ts'

const AuditPanel = dynamic(() =>
  import('../audit/AuditPanel.tsx').then((module) => module.AuditPanel),
)

const PAGE = 50

/** What a column's heading sorts by. */
type Sort = 'requested' | 'answered' | 'offered' | 'paid' | 'latency'

const stateChoices = [
  'open',
  'claimed',
  'revealing',
  'submitted',
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
] as const
const methodChoices = ['signature', 'optimistic', 'quorum', 'other'] as const

/** Filters that are chosen in a list, with their words. */
const choices: readonly { name: string; label: string; options: readonly [string, string][] }[] = [
  {
    name: 'assurance',
    label: 'Assurance',
    options: Object.entries(assuranceWords),
  },
  { name: 'state', label: 'State', options: stateChoices.map((state) => [state, state]) },
  { name: 'method', label: 'Method', options: methodChoices.map((method) => [method, method]) },
]

/** Filters that are written. */
const written: readonly { name: string; label: string; hint: string }[] = [
  { name: 'model', label: 'Model', hint: 'pump or pump@1' },
  { name: 'worker', label: 'Worker', hint: '0x…' },
  { name: 'requester', label: 'Requester', hint: '0x…' },
  { name: 'from', label: 'From', hint: '2026-11-27' },
  { name: 'to', label: 'To', hint: '2026-11-28' },
  { name: 'q', label: 'Search', hint: 'model, job id, root' },
]

/** The public record, filtered and sorted by the index. All that is chosen stands in the address. */
export function IndexedResults({
  parameters,
  onChange,
  isAuditing,
  setAuditing,
}: {
  parameters: URLSearchParams
  onChange: (change: Record<string, string | undefined>) => void
  /** Whether the sample to re-run is shown. */
  isAuditing: boolean
  setAuditing: (isAuditing: boolean) => void
}) {
  const asked = new URLSearchParams(parameters)
  asked.set('limit', `${PAGE}`)
  const filter = new URLSearchParams(parameters)
  filter.delete('offset')
  filter.delete('limit')
  // What a sample is drawn from does not change with the order of the list.
  const population = new URLSearchParams(filter)
  population.delete('sort')
  const record = useRecord(`/results?${asked}`)
  const days = useRecord(`/results/days?${filter}`)
  const answer = record.data
  const rows = listOf(answer?.rows)
  const described = useCells(rows)
  const matching = countOf(answer?.matching)
  const offset = countOf(answer?.offset)
  const pages =
    offset === undefined || matching === undefined ? undefined : readPages(offset, PAGE, matching)
  const goTo = (place: number | undefined) =>
    onChange({ offset: place === undefined || place === 0 ? undefined : `${place}` })
  const total = countOf(answer?.total)
  const block = countOf(fieldsOf(answer?.block)?.number)
  const refused = [
    // How many rows a page has is not a reader's choice.
    ...(parameters.has('limit')
      ? [{ name: 'limit', reason: `\`limit\` is not a filter: a page has ${PAGE} jobs` }]
      : []),
    ...listOf(answer?.ignored).flatMap(({ parameter, reason }) => {
      const name = textOf(parameter)
      return name === undefined ? [] : [{ name, reason: textOf(reason) ?? name }]
    }),
  ]
  const byAssurance = fieldsOf(answer?.byAssurance)
  const refuted = countOf(byAssurance?.refuted) ?? 0
  const sort = parameters.get('sort') ?? '-requested'

  const heading = (by: Sort, words: string) => (
    <th
      scope="col"
      aria-sort={sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : 'none'}
    >
      <button
        type="button"
        className="inline-flex min-h-6 items-center whitespace-pre hover:text-text"
        onClick={() => onChange({ sort: sort === `-${by}` ? by : `-${by}`, offset: undefined })}
      >
        {words}
        <span aria-hidden>{sort === by ? ' ↑' : sort === `-${by}` ? ' ↓' : ''}</span>
      </button>
    </th>
  )
  return (
    <>
      <Filters parameters={parameters} onChange={onChange} />
      <IgnoredNotice refused={refused} onRemove={onChange} />
      <Days
        rows={days.isPending ? undefined : listOf(days.data?.rows)}
        onPick={(day) => onChange({ from: day, to: day, offset: undefined })}
      />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3 text-sm text-soft">
        <p data-testid="matching">
          {matching === undefined ? (
            'Reading the index.'
          ) : (
            <>
              {total === undefined || total === matching
                ? formatCount(matching, 'job', 'jobs')
                : `${matching.toLocaleString('en')} of ${formatCount(total, 'job', 'jobs')}`}
              {refuted > 0 && <>, {refuted.toLocaleString('en')} refuted</>}
              {block !== undefined && (
                <>
                  , at block <span className="tabular font-mono">{block}</span>
                </>
              )}
              .
            </>
          )}
        </p>
        <span className="flex flex-wrap items-center gap-2">
          <Button size="small" aria-expanded={isAuditing} onClick={() => setAuditing(!isAuditing)}>
            Re-run a sample
          </Button>
          <Exports filter={filter} />
          <CopyLink />
        </span>
      </div>
      {isAuditing && (
        <Boundary key={`${population}`}>
          <AuditPanel filter={`${population}`} />
        </Boundary>
      )}
      <section
        aria-label="Results"
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        {answer === undefined ? (
          <RowsSkeleton rows={8} />
        ) : pages?.shown === undefined && pages?.before !== undefined ? (
          <EmptyState
            title="The list ends before this page"
            action={<Button onClick={() => goTo(pages.before)}>Show the last page</Button>}
          >
            {formatCount(matching ?? 0, 'job fits', 'jobs fit')}, and this address skips{' '}
            {offset?.toLocaleString('en')}.
          </EmptyState>
        ) : rows.length === 0 ? (
          <EmptyState
            title={total === 0 ? 'Nobody has asked for anything yet' : 'No result fits'}
            action={
              total === 0 ? (
                <Link href="/" className={buttonClasses('primary')}>
                  Try a model
                </Link>
              ) : (
                <Button
                  onClick={() =>
                    onChange(
                      Object.fromEntries([...parameters.keys()].map((name) => [name, undefined])),
                    )
                  }
                >
                  Show all
                </Button>
              )
            }
          >
            {total === 0
              ? 'The first request will be listed here, with its answer and everything that was checked.'
              : 'Other filters show other results.'}
          </EmptyState>
        ) : (
          <div className="@container relative overflow-x-auto">
            <table className="w-full text-left text-sm @max-[640px]:hidden">
              <caption className="sr-only">Jobs that fit the filter</caption>
              <thead>
                <tr className="border-b border-line text-xs text-faint *:whitespace-nowrap *:px-4 *:py-2 *:font-normal">
                  <th scope="col">Job</th>
                  <th scope="col">Answer</th>
                  <th scope="col">Model</th>
                  <th scope="col">Worker</th>
                  {heading('paid', 'Paid')}
                  {heading('offered', 'Offered')}
                  <th scope="col">Assurance</th>
                  {heading('latency', 'Answered in')}
                  {heading('requested', 'Requested')}
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {described.map(({ id, ...cells }) => (
                  <tr
                    key={id}
                    className="hover:bg-sunken/60 *:whitespace-nowrap *:px-4 *:py-2 *:align-middle"
                  >
                    <th scope="row" className="font-normal">
                      <Hash value={id} label="job id" href={`/jobs/${id}`} copy={false} />
                    </th>
                    <td className="max-w-60 truncate">{cells.answer}</td>
                    <td>{cells.model}</td>
                    <td>{cells.workers}</td>
                    <td className="text-right">{cells.paid}</td>
                    <td className="text-right">{cells.offered}</td>
                    <td>{cells.chip}</td>
                    <td className="tabular text-right">{cells.latency}</td>
                    <td className="text-right text-soft">
                      {cells.requestedAt === undefined ? (
                        'unknown'
                      ) : (
                        <RelativeTime past seconds={cells.requestedAt} />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <ul
              aria-label="Jobs that fit the filter"
              className="divide-y divide-line @min-[640px]:hidden"
            >
              {described.map(({ id, ...cells }) => (
                <li key={id}>
                  <Link href={`/jobs/${id}`} className="block space-y-1 px-4 py-3">
                    <span className="flex justify-between gap-3">
                      <span className="min-w-0 truncate">{cells.answer}</span>
                      {cells.chip}
                    </span>
                    <span className="flex justify-between gap-3 text-xs text-faint">
                      <span className="min-w-0 truncate">{cells.modelText}</span>
                      {cells.paid}
                      {cells.requestedAt !== undefined && (
                        <RelativeTime past plain seconds={cells.requestedAt} />
                      )}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </section>
      {pages?.shown !== undefined && (pages.before !== undefined || pages.after !== undefined) && (
        <nav aria-label="Pages" className="mt-4 flex items-center justify-center gap-3 text-sm">
          <Button
            size="small"
            disabled={pages.before === undefined}
            onClick={() => goTo(pages.before)}
          >
            Newer
          </Button>
          <span className="tabular text-soft">
            {pages.shown.first.toLocaleString('en')} to {pages.shown.last.toLocaleString('en')} of{' '}
            {matching?.toLocaleString('en')}
          </span>
          <Button
            size="small"
            disabled={pages.after === undefined}
            onClick={() => goTo(pages.after)}
          >
            Older
          </Button>
        </nav>
      )}
    </>
  )
}

/** What stands in the cells of each row. */
function useCells(rows: readonly Fields[]) {
  const { data: token } = useToken()
  const models = useModels()
  const used = new Set(rows.map(({ model }) => model))
  const { cards } = useCards(models.data?.filter(({ modelId }) => used.has(modelId)) ?? [])
  const amount = (value: unknown): ReactNode => {
    const units = amountOf(value)
    if (units === undefined) return <span className="text-faint">unknown</span>
    return token === undefined ? '…' : <Amount units={units} {...token} plain />
  }
  return rows.flatMap((row) => {
    const id = wordOf(row.id)
    const model = wordOf(row.model)
    if (id === undefined || model === undefined) return []
    const card = cards.get(model)
    const output = bytesOf(row.output)
    const answer =
      card === undefined || output === undefined || output === '0x'
        ? undefined
        : readAnswer(hexToBytes(output), card)
    const name = textOf(row.modelName)
    const modelText = name === undefined ? undefined : `${name}@${countOf(row.modelVersion) ?? '?'}`
    const workers = (Array.isArray(row.workers) ? row.workers : []).flatMap(
      (worker) => addressOf(worker) ?? [],
    )
    const [first] = workers
    const latency = measureOf(row.latency)
    const isWrong = row.state === 'rejected' || row.state === 'void'
    return [
      {
        id,
        modelText: modelText ?? 'a model without a name',
        model: modelText ?? <Hash value={model} label="model id" copy={false} />,
        answer:
          answer === undefined ? (
            <span className="text-faint">{row.outputRoot === null ? 'none' : 'bytes'}</span>
          ) : isWrong ? (
            <s className="text-faint">{answer.label}</s>
          ) : (
            answer.label
          ),
        workers:
          first === undefined ? (
            <span className="text-faint">none yet</span>
          ) : (
            <>
              <Hash value={first} label="worker" href={`/workers/${first}`} copy={false} />
              {workers.length > 1 && (
                <span className="text-faint"> and {workers.length - 1} more</span>
              )}
            </>
          ),
        paid: amount(row.paid),
        offered: amount(row.offered),
        chip: <AssuranceChip assurance={chipOfRow(row)} plain />,
        latency:
          latency === undefined ? (
            <span className="text-faint">no answer</span>
          ) : (
            formatDuration(latency)
          ),
        requestedAt: countOf(row.requestedAt),
      },
    ]
  })
}

function Filters({
  parameters,
  onChange,
}: {
  parameters: URLSearchParams
  onChange: (change: Record<string, string | undefined>) => void
}) {
  const set = written.filter(({ name }) => parameters.has(name)).length
  const [isOpen, setOpen] = useState(set > 0)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onChange({
      ...Object.fromEntries(
        written.map(({ name }) => {
          const value = `${form.get(name) ?? ''}`.trim()
          return [name, value === '' ? undefined : value.slice(0, 100)]
        }),
      ),
      offset: undefined,
    })
  }
  const field =
    'h-8 rounded border border-line-strong bg-page px-2 text-xs text-text outline-offset-2 focus-visible:outline-2 focus-visible:outline-accent-text'
  return (
    <div className="mb-4 space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        {choices.map(({ name, label, options }) => (
          <label key={name} className="flex flex-col gap-1 text-xs text-soft">
            {label}
            <select
              className={field}
              value={parameters.get(name) ?? ''}
              onChange={({ target }) =>
                onChange({
                  [name]: target.value === '' ? undefined : target.value,
                  offset: undefined,
                })
              }
            >
              <option value="">All</option>
              {options.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
              {/* What the address says and is no option stays visible. */}
              {parameters.has(name) &&
                !options.some(([value]) => value === parameters.get(name)) && (
                  <option value={parameters.get(name) ?? ''}>
                    {parameters.get(name)?.slice(0, 30)}
                  </option>
                )}
            </select>
          </label>
        ))}
        <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Fewer filters' : 'More filters'}
          {!isOpen && set > 0 && ` (${set})`}
        </Button>
      </div>
      {isOpen && (
        <form
          key={`${parameters}`}
          onSubmit={submit}
          className="flex flex-wrap items-end gap-3 rounded-lg border border-line bg-surface p-3"
        >
          {written.map(({ name, label, hint }) => (
            <label key={name} className="flex flex-col gap-1 text-xs text-soft">
              {label}
              <input
                name={name}
                defaultValue={parameters.get(name) ?? ''}
                placeholder={hint}
                maxLength={100}
                autoComplete="off"
                spellCheck={false}
                className={joinClasses(field, 'w-40 font-mono placeholder:text-faint')}
              />
            </label>
          ))}
          <Button type="submit" size="small" kind="primary">
            Apply
          </Button>
        </form>
      )}
    </div>
  )
}

/** The filtered record as files. */
function Exports({ filter }: { filter: URLSearchParams }) {
  const base = useRecordUrl('/results/export')
  if (base === undefined) return null
  return (
    <span className="flex items-center gap-2 text-xs">
      Export
      {['csv', 'ndjson', 'parquet'].map((kind) => (
        <a
          key={kind}
          href={`${base}.${kind}?${filter}`}
          download
          className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
        >
          {kind === 'parquet' ? 'Parquet' : kind.toUpperCase()}
        </a>
      ))}
    </span>
  )
}

function CopyLink() {
  return typeof window === 'undefined' ? null : (
    <CopyButton text={window.location.href} label="link to these results" />
  )
}
