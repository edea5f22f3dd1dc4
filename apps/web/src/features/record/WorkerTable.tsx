'use client'

import type { ReactNode } from 'react'
import type { Address } from 'viem'
import { Amount } from '../../display/Amount.tsx'
import { formatDuration } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { useToken } from '../../queries/useToken.ts'
import { shareOf } from './share.ts'

/** What was counted of a worker; each figure is undefined where it is not known. */
export type WorkerRow = {
  address: Address
  /** Its own word. */
  name: string | undefined
  taken: number | undefined
  answered: number | undefined
  refuted: number | undefined
  /** Seconds to answer, middle and slowest of twenty; undefined too where it never answered. */
  p50: number | undefined
  p95: number | undefined
  lastAnsweredAt: number | undefined
  models?: number | undefined
  inTime?: number | undefined
  missed?: number | undefined
  stake?: bigint | undefined
  atRisk?: bigint | undefined
  /** Its lowest price for the model that the table is about; null where it names none. */
  asks?: bigint | null | undefined
}

const headings = {
  models: 'Models',
  inTime: 'In time',
  missed: 'Missed',
  asks: 'Asks',
  stake: 'Stake',
  atRisk: 'At risk now',
} as const

/** Workers side by side; a rate never stands without its count. */
export function WorkerTable({
  rows,
  caption,
  columns,
}: {
  rows: readonly WorkerRow[]
  caption: string
  /** What is shown beside the record itself. */
  columns: readonly (keyof typeof headings)[]
}) {
  const { data: token } = useToken()
  const unknown = <span className="text-faint">unknown</span>
  const cell = (row: WorkerRow, column: keyof typeof headings): ReactNode => {
    const value = row[column]
    if (value === undefined) return unknown
    if (value === null) return <span className="text-faint">says no price</span>
    if (typeof value === 'bigint')
      return token === undefined ? '…' : <Amount units={value} {...token} plain />
    return column === 'inTime' ? shareOf(value, row.taken) : value.toLocaleString('en')
  }
  return (
    <div className="@container relative overflow-x-auto">
      <ul aria-label={caption} className="divide-y divide-line text-sm @min-[640px]:hidden">
        {rows.map((row) => (
          <li key={row.address} className="space-y-1 px-4 py-3">
            <Hash value={row.address} label="worker" href={`/workers/${row.address}`} />
            <p className="tabular text-xs text-soft">
              {shareOf(row.answered, row.taken) ?? 'unknown'} answered, {row.refuted ?? 'unknown'}{' '}
              refuted
              {columns.includes('stake') && <>, stake {cell(row, 'stake')}</>}
              {columns.includes('asks') && <>, {cell(row, 'asks')}</>}
            </p>
          </li>
        ))}
      </ul>
      <table className="tabular w-full text-left text-sm @max-[640px]:hidden">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line text-xs text-faint">
          <tr className="*:whitespace-nowrap *:px-4 *:py-2 *:font-normal">
            <th scope="col">Worker</th>
            <th scope="col" className="text-right">
              Answered of taken
            </th>
            <th scope="col" className="text-right">
              Refuted
            </th>
            <th scope="col" className="text-right">
              Time to answer
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="text-right">
                {headings[column]}
              </th>
            ))}
            <th scope="col">Last answer</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr
              key={row.address}
              className="hover:bg-sunken/60 *:whitespace-nowrap *:px-4 *:py-2.5"
            >
              <th scope="row" className="font-normal">
                <Hash value={row.address} label="worker" href={`/workers/${row.address}`} />
                {row.name !== undefined && (
                  <span className="block max-w-60 truncate text-xs text-faint">
                    “{row.name.slice(0, 40)}” (its own word)
                  </span>
                )}
              </th>
              <td className="text-right">{shareOf(row.answered, row.taken) ?? unknown}</td>
              <td className="text-right">{row.refuted?.toLocaleString('en') ?? unknown}</td>
              <td className="text-right">
                {row.p50 !== undefined ? (
                  `${formatDuration(row.p50)}, 95 % in ${formatDuration(row.p95 ?? row.p50)}`
                ) : row.answered === 0 ? (
                  <span className="text-faint">never answered</span>
                ) : (
                  unknown
                )}
              </td>
              {columns.map((column) => (
                <td key={column} className="text-right">
                  {cell(row, column)}
                </td>
              ))}
              <td>
                {row.lastAnsweredAt === undefined ? (
                  <span className="text-faint">none</span>
                ) : (
                  <RelativeTime past seconds={row.lastAnsweredAt} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
