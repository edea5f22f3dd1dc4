'use client'

import { Amount } from '../../display/Amount.tsx'
import { EmptyState } from '../../display/EmptyState.tsx'
import { Panel } from '../../display/Panel.tsx'
import type { Token } from '../../queries/useToken.ts'
import type { Day } from './readWork.ts'

const WIDTH = 640
const HEIGHT = 120
const MOST_DAYS = 30

/** What a worker earned by day, as a chart and as the table of the same numbers. */
export function EarningsPanel({
  days,
  gasByDay,
  token,
}: {
  days: readonly Day[]
  /** What its transactions of the day cost; a day whose receipts were not all read is missing. */
  gasByDay: ReadonlyMap<string, bigint>
  token: Token
}) {
  const shown = [...days].sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, MOST_DAYS)
  const most = highest(shown)
  const [first] = [...shown].reverse()
  const last = shown[0]
  return (
    <Panel
      title="Earned by day"
      titleId="earned-title"
      aside={`Fees without royalties, by UTC${days.length > MOST_DAYS ? `, the last ${MOST_DAYS} days` : ''}`}
    >
      {shown.length === 0 || first === undefined || last === undefined ? (
        <EmptyState title="It has not answered anything yet">
          Each day with a job will stand here.
        </EmptyState>
      ) : (
        <>
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            role="img"
            aria-label={`Earned by day, from ${first.day} to ${last.day}; the table below has the same numbers`}
            className="w-full"
          >
            <line x1={0} x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} className="stroke-line" />
            {shown.map(({ day, earned }) => {
              // A day without a job stays a gap: places are days, not rows.
              const span = daysBetween(first.day, last.day) + 1
              const width = Math.min(48, WIDTH / span)
              const height = most === 0n ? 0 : Number((earned * 1_000n) / most) / 1_000
              return (
                <rect
                  key={day}
                  x={daysBetween(first.day, day) * (WIDTH / span) + 1}
                  y={(1 - height) * (HEIGHT - 2)}
                  width={width - 2}
                  height={Math.max(1, height * (HEIGHT - 2))}
                  className="fill-accent"
                />
              )
            })}
          </svg>
          <div className="mt-4 overflow-x-auto">
            <table className="w-full text-sm" aria-label="Earned by day">
              <thead>
                <tr className="border-b border-line text-xs text-faint">
                  <th className="py-2 pr-4 text-left font-medium">Day</th>
                  <th className="py-2 pr-4 text-right font-medium">Earned</th>
                  <th className="py-2 pr-4 text-right font-medium">Gas</th>
                  <th className="py-2 pr-4 text-right font-medium">Answered of taken</th>
                  <th className="py-2 text-right font-medium">Missed</th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {shown.map(({ day, earned, taken, answered, missed }) => {
                  const gas = gasByDay.get(day)
                  return (
                    <tr key={day}>
                      <td className="tabular py-2 pr-4 font-mono">{day}</td>
                      <td className="py-2 pr-4 text-right">
                        <Amount units={earned} {...token} />
                      </td>
                      <td className="py-2 pr-4 text-right">
                        {gas === undefined ? (
                          <span className="text-faint">unknown</span>
                        ) : (
                          <Amount units={gas} decimals={18} symbol="ETH" />
                        )}
                      </td>
                      <td className="tabular py-2 pr-4 text-right font-mono">
                        {answered} of {taken}
                      </td>
                      <td className="tabular py-2 text-right font-mono">{missed}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
          <p className="mt-3 text-xs text-faint">
            Fees are paid in {token.symbol} and gas in ETH; no rate between them is on the chain, so
            neither is subtracted from the other. Gas is of the claims, results and settlements that
            the worker sent itself.
          </p>
        </>
      )}
    </Panel>
  )
}

function highest(days: readonly Day[]): bigint {
  let most = 0n
  for (const { earned } of days) if (earned > most) most = earned
  return most
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
