'use client'

import { Amount } from '../../display/Amount.tsx'
import { formatDuration } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import {
  addressOf,
  amountOf,
  countOf,
  type Fields,
  measureOf,
  textOf,
} from '../../queries/recordFields.ts'
import { useToken } from '../../queries/useToken.ts'
import { shareOf } from './share.ts'

/** Workers side by side; a rate never stands without its count. */
export function WorkerTable({ rows }: { rows: readonly Fields[] }) {
  const { data: token } = useToken()
  const money = (value: unknown) => {
    const units = amountOf(value)
    if (units === undefined) return <span className="text-faint">unknown</span>
    return token === undefined ? '…' : <Amount units={units} {...token} plain />
  }
  return (
    <div className="@container relative overflow-x-auto">
      <ul
        aria-label="Workers, those with most answers first"
        className="divide-y divide-line text-sm @min-[640px]:hidden"
      >
        {rows.map((row) => {
          const address = addressOf(row.address)
          if (address === undefined) return null
          return (
            <li key={address} className="space-y-1 px-4 py-3">
              <Hash value={address} label="worker" href={`/workers/${address}`} />
              <p className="tabular text-xs text-soft">
                {shareOf(countOf(row.answered), countOf(row.taken)) ?? 'unknown'} answered,{' '}
                {countOf(row.refuted) ?? 'unknown'} refuted, stake {money(row.stake)}
              </p>
            </li>
          )
        })}
      </ul>
      <table className="tabular w-full text-left text-sm @max-[640px]:hidden">
        <caption className="sr-only">Workers, those with most answers first</caption>
        <thead className="border-b border-line text-xs text-faint">
          <tr className="*:whitespace-nowrap *:px-4 *:py-2 *:font-normal">
            <th scope="col">Worker</th>
            <th scope="col" className="text-right">
              Models
            </th>
            <th scope="col" className="text-right">
              Answered of taken
            </th>
            <th scope="col" className="text-right">
              In time
            </th>
            <th scope="col" className="text-right">
              Refuted
            </th>
            <th scope="col" className="text-right">
              Time to answer
            </th>
            <th scope="col" className="text-right">
              Stake
            </th>
            <th scope="col" className="text-right">
              At risk now
            </th>
            <th scope="col">Last answer</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => {
            const address = addressOf(row.address)
            if (address === undefined) return null
            const [p50, p95] = [measureOf(row.latencyP50), measureOf(row.latencyP95)]
            const lastAnsweredAt = countOf(row.lastAnsweredAt)
            const name = textOf(row.name)
            return (
              <tr key={address} className="hover:bg-sunken/60 *:whitespace-nowrap *:px-4 *:py-2.5">
                <th scope="row" className="font-normal">
                  <Hash value={address} label="worker" href={`/workers/${address}`} />
                  {name !== undefined && (
                    <span className="block max-w-60 truncate text-xs text-faint">
                      “{name.slice(0, 40)}” (its own word)
                    </span>
                  )}
                </th>
                <td className="text-right">{countOf(row.models) ?? 'unknown'}</td>
                <td className="text-right">
                  {shareOf(countOf(row.answered), countOf(row.taken)) ?? 'unknown'}
                </td>
                <td className="text-right">
                  {shareOf(countOf(row.inTime), countOf(row.taken)) ?? 'unknown'}
                </td>
                <td className="text-right">{countOf(row.refuted) ?? 'unknown'}</td>
                <td className="text-right">
                  {p50 === undefined ? (
                    <span className="text-faint">never answered</span>
                  ) : (
                    `${formatDuration(p50)}, 95 % in ${formatDuration(p95 ?? p50)}`
                  )}
                </td>
                <td className="text-right">{money(row.stake)}</td>
                <td className="text-right">{money(row.atRisk)}</td>
                <td>
                  {lastAnsweredAt === undefined ? (
                    <span className="text-faint">none</span>
                  ) : (
                    <RelativeTime past seconds={lastAnsweredAt} />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
