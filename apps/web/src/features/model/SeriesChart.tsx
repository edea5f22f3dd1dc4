import { formatValue } from '@assay/sdk'
import { Fold } from '../../display/Fold.tsx'
import { chartScale } from './chartScale.ts'

const WIDTH = 640
const HEIGHT = 220
const LEFT = 52
const BOTTOM = 24
const TOP = 10
const RIGHT = 8

/** What was given, and behind it what was answered: as lines, and as a table. */
export function SeriesChart({
  past,
  ahead = [],
  unit,
  step,
}: {
  past: readonly number[]
  ahead?: readonly number[]
  unit: string | undefined
  /** The time from one number to the next, such as an hour. */
  step: string
}) {
  const count = past.length + ahead.length
  const { low, high, ticks } = chartScale([...past, ...ahead])
  const x = (place: number) => LEFT + (place / Math.max(1, count - 1)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM)
  const line = (values: readonly number[], from: number) =>
    values
      .map((value, i) => `${i === 0 ? 'M' : 'L'}${x(from + i).toFixed(1)} ${y(value).toFixed(1)}`)
      .join('')
  const last = past.at(-1)
  // The answer begins where the past ends, so that no gap looks like a missing number.
  const joined = last === undefined ? ahead : [last, ...ahead]
  const places = placesOf(past.length, ahead.length)
  const label =
    ahead.length === 0
      ? `The series that is given: ${past.length} numbers${unit ? ` in ${unit}` : ''}`
      : `The ${past.length} numbers that were given, and the ${ahead.length} that were answered${unit ? `, in ${unit}` : ''}`
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="w-full">
        {ahead.length > 0 && (
          <rect
            x={x(past.length - 1)}
            y={TOP}
            width={WIDTH - RIGHT - x(past.length - 1)}
            height={HEIGHT - TOP - BOTTOM}
            className="fill-accent-wash"
          />
        )}
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            <text
              x={LEFT - 6}
              y={y(tick) + 4}
              textAnchor="end"
              className="tabular fill-faint text-[11px]"
            >
              {formatValue(tick)}
            </text>
          </g>
        ))}
        {places.map((place) => (
          <text
            key={place}
            x={x(past.length + place)}
            y={HEIGHT - 6}
            textAnchor="middle"
            className="tabular fill-faint text-[11px]"
          >
            {place === 0 ? 'now' : `${place > 0 ? '+' : '−'}${Math.abs(place)}`}
          </text>
        ))}
        <path d={line(past, 0)} fill="none" strokeWidth={1.5} className="stroke-soft" />
        {ahead.length > 0 && (
          <path
            d={line(joined, past.length - (joined.length - ahead.length))}
            fill="none"
            strokeWidth={2.5}
            className="stroke-accent-line"
          />
        )}
      </svg>
      <figcaption className="mt-1 flex flex-wrap gap-x-4 text-xs text-faint">
        <span>
          <span aria-hidden className="mr-1.5 inline-block h-0.5 w-4 bg-soft align-middle" />
          Given
        </span>
        {ahead.length > 0 && (
          <span>
            <span
              aria-hidden
              className="mr-1.5 inline-block h-0.5 w-4 bg-accent-line align-middle"
            />
            Answered
          </span>
        )}
        <span>
          {unit !== undefined && `In ${unit}; `}one number per {step}
        </span>
      </figcaption>
      <Fold title="The same as a table">
        <table className="tabular w-full text-xs">
          <thead>
            <tr className="text-faint">
              <th scope="col" className="pb-1 text-left font-normal">
                {step.charAt(0).toUpperCase() + step.slice(1)}
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                {ahead.length === 0 ? 'Given' : 'Number'}
                {unit !== undefined && ` (${unit})`}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {[...ahead, ...past].map((_, row) => {
              const isAhead = row < ahead.length
              const place = isAhead ? row : row - ahead.length - past.length
              const value = isAhead ? ahead[row] : past[row - ahead.length]
              return (
                <tr key={place}>
                  <th scope="row" className="py-1 text-left font-normal text-soft">
                    {isAhead ? `+${place + 1}, answered` : `−${-place}, given`}
                  </th>
                  <td className="py-1 text-right font-mono">{formatValue(value ?? 0)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Fold>
    </figure>
  )
}

/** Places to write under the chart, counted from the first number that is answered. */
function placesOf(past: number, ahead: number): number[] {
  const step = [24, 12, 6, 1].find((each) => past / each >= 2) ?? 1
  const steps = step * Math.max(1, Math.ceil((past + ahead) / step / 8))
  const places: number[] = []
  for (let place = -Math.floor(past / steps) * steps; place < ahead; place += steps)
    places.push(place)
  return places
}
