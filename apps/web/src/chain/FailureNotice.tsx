import { Notice } from '../display/Notice.tsx'
import { explainError } from './explainError.ts'

/** Why something could not be read from the chain, and what to do. */
export function FailureNotice({ error }: { error: unknown }) {
  const { title, detail } = explainError(error)
  return (
    <div className="mb-4">
      <Notice tone="fail" title={title}>
        {detail}
      </Notice>
    </div>
  )
}
