import { Notice } from '../../display/Notice.tsx'
import { IndexError } from '../../queries/fetchIndex.ts'

/** Says why a page that needs the index shows nothing, and what still works. */
export function RecordNotice({ error, isStale }: { error: Error; isStale: boolean }) {
  const answered = error instanceof IndexError && error.status > 0 && error.status !== 503
  return (
    <div className="mb-4">
      <Notice
        tone="pending"
        title={answered ? 'The index refuses this question.' : 'This page needs the index.'}
      >
        {answered
          ? error.message
          : isStale
            ? 'What you see was read before.'
            : 'Jobs, models and disputes are read from the chain itself.'}
      </Notice>
    </div>
  )
}
