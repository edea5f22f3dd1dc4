'use client'

import { ChevronDown } from 'lucide-react'
import { Status, type StatusWords } from '../../display/Status.tsx'
import { differingFrom } from './differingFrom.ts'

/** What a row says of a check, wherever it was made. */
export type ShownCheck = {
  id: string
  title: string
  status: string
  detail: string
  expected?: string
  actual?: string
}

/** One check: how it came out, and what was compared. */
export function CheckRow({ check, words }: { check: ShownCheck; words: StatusWords }) {
  const { id, title, status, detail, expected, actual } = check
  const comparable = expected !== undefined || actual !== undefined
  return (
    <li data-check={id} data-status={status}>
      <details className="group" open={status === 'fail'}>
        <summary className="grid grid-cols-[84px_minmax(0,1fr)_16px] items-start gap-3 px-4 py-3 hover:bg-sunken">
          <Status {...words} plain />
          <span className="min-w-0">
            <span className="block font-medium">{title}</span>
            <span className="block text-xs text-soft">{detail}</span>
          </span>
          <ChevronDown
            aria-hidden
            className="mt-0.5 size-4 text-faint transition-transform duration-150 group-open:rotate-180"
          />
        </summary>
        <div className="px-4 pb-4 sm:pl-[112px]">
          {comparable ? (
            <Comparison expected={expected} actual={actual} />
          ) : (
            <p className="text-xs text-faint">Nothing was compared.</p>
          )}
        </div>
      </details>
    </li>
  )
}

function Comparison({
  expected,
  actual,
}: {
  expected: string | undefined
  actual: string | undefined
}) {
  const from =
    expected !== undefined && actual !== undefined ? differingFrom(expected, actual) : undefined
  return (
    <dl className="grid gap-2 rounded bg-sunken p-3 text-xs">
      <div>
        <dt className="text-faint">Expected</dt>
        <dd className="break-all font-mono">
          {expected === undefined ? 'nothing' : <Marked text={expected} from={from} />}
        </dd>
      </div>
      <div>
        <dt className="text-faint">Found</dt>
        <dd className="break-all font-mono">
          {actual === undefined ? 'nothing' : <Marked text={actual} from={from} />}
        </dd>
      </div>
    </dl>
  )
}

/** Marks a text from where it differs; what is endless is cut. */
function Marked({ text, from }: { text: string; from: number | undefined }) {
  const shown = text.length > 1_200 ? `${text.slice(0, 1_200)}…` : text
  if (from === undefined) return shown
  return (
    <>
      {shown.slice(0, from)}
      <mark className="bg-fail-wash text-fail underline decoration-2 underline-offset-2">
        {shown.slice(from)}
      </mark>
    </>
  )
}
