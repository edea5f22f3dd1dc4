import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'

/** No job has this id, or it is no id at all. */
export function JobNotFound({ id, malformed = false }: { id: string; malformed?: boolean }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Job not found</h1>
      <EmptyState
        title={malformed ? 'This is not a job id' : 'The chain knows no such job'}
        action={
          <Link href="/results" className={buttonClasses('secondary')}>
            See all results
          </Link>
        }
      >
        <p>
          {malformed
            ? 'A job id is 0x and 64 hexadecimal digits.'
            : 'Either the id is wrong, or the job belongs to another deployment, or its transaction is not in a block yet. This page keeps looking.'}
        </p>
        <p className="mt-2 break-all font-mono text-xs text-faint">{id.slice(0, 80)}</p>
      </EmptyState>
    </div>
  )
}
