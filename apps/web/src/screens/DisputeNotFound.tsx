import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'

/** A number that names no dispute, or what is no number at all. */
export function DisputeNotFound({
  game,
  malformed = false,
}: {
  game: string
  malformed?: boolean
}) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Dispute not found</h1>
      <EmptyState
        title={malformed ? 'This is not the number of a dispute' : `There is no dispute ${game}`}
        action={
          <Link href="/disputes" className={buttonClasses('secondary')}>
            See all disputes
          </Link>
        }
      >
        <p>
          {malformed
            ? 'Disputes are numbered from 1.'
            : 'Disputes are numbered from 1 in the order in which they begin. This page keeps looking.'}
        </p>
        {malformed && (
          <p className="mt-2 break-all font-mono text-xs text-faint">{game.slice(0, 80)}</p>
        )}
      </EmptyState>
    </div>
  )
}
