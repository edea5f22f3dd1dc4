import { formatCount } from '../../display/format.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { countOf, type Fields } from '../../queries/recordFields.ts'

/** Bars are at most so many; what is before them is left out, and said. */
const MOST = 90

/** Answers per day as bars, those refuted in red. A day without requests is a gap. The same as a table, for those who cannot see it. */
export function Days({
  rows,
  onPick,
}: {
  /** Undefined while they are read: their place is kept, so that nothing moves when they come. */
  rows: readonly Fields[] | undefined
  onPick: (day: string) => void
}) {
  if (rows === undefined) return <Skeleton className="mb-4 h-[106px] rounded-lg max-sm:h-[138px]" />
  const known = rows.flatMap(({ day, answers, refuted }) => {
    const count = countOf(answers)
    return typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) && count !== undefined
      ? [{ day, answers: count, refuted: Math.min(countOf(refuted) ?? 0, count) }]
      : []
  })
  if (known.length === 0) return null
  const ordered = known.sort((a, b) => a.day.localeCompare(b.day)).slice(-MOST)
  const most = Math.max(1, ...ordered.map(({ answers }) => answers))
  return (
    <figure className="mb-4 rounded-lg border border-line bg-surface p-3">
      <figcaption className="mb-2 flex flex-wrap justify-between gap-x-4 text-xs text-faint">
        <span>Answers per day, those refuted in red. A bar shows only its day.</span>
        <span className="tabular">
          {ordered[0]!.day} to {ordered.at(-1)!.day}, most {most.toLocaleString('en')}
        </span>
      </figcaption>
      <ul className="flex h-14 items-end gap-px" aria-label="Answers per day">
        {ordered.map(({ day, answers, refuted }) => (
          <li key={day} className="h-full min-w-1 max-w-6 flex-1">
            <button
              type="button"
              onClick={() => onPick(day)}
              title={`${day}: ${formatCount(answers, 'answer', 'answers')}, ${refuted} refuted`}
              aria-label={`${day}: ${formatCount(answers, 'answer', 'answers')}, ${refuted} refuted`}
              className="flex h-full w-full flex-col justify-end rounded-sm hover:bg-sunken"
            >
              <span className="bg-fail" style={{ height: `${(100 * refuted) / most}%` }} />
              <span
                className="bg-line-strong"
                style={{ height: `${(100 * (answers - refuted)) / most}%` }}
              />
            </button>
          </li>
        ))}
      </ul>
    </figure>
  )
}
