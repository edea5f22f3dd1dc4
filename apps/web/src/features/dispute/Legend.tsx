import { joinClasses } from '../../display/joinClasses.ts'

const legend = [
  { colour: 'bg-settled/40', says: 'both sides agree' },
  { colour: 'bg-fail', says: 'differs first' },
  { colour: 'bg-line-strong', says: 'not looked at' },
]

/** What the colours of a drawn game mean. */
export function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
      {legend.map(({ colour, says }) => (
        <li key={says} className="flex items-center gap-1.5">
          <span aria-hidden className={joinClasses('size-2.5 rounded-sm', colour)} />
          {says}
        </li>
      ))}
    </ul>
  )
}
