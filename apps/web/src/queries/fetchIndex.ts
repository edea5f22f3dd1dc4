import type { Deployment } from '@assay/protocol'
import { fieldsOf, textOf } from './recordFields.ts'

/** How long an index may take (milliseconds), and how much it may say (characters). */
const TIMEOUT = 10_000
const LONGEST = 8_000_000

/** The index of a deployment refuses a question, does not answer, or there is none. */
export class IndexError extends Error {
  override readonly name = 'IndexError'
  /** The HTTP status; 0 where there is no answer. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * Asks the index. Nothing of what it says is trusted: `recordFields.ts` reads it.
 *
 * @throws IndexError
 */
export async function fetchIndex(
  { indexer }: Deployment,
  path: string,
  { signal, body }: { signal: AbortSignal; body?: unknown },
): Promise<unknown> {
  if (indexer === undefined) throw new IndexError(0, 'This deployment has no index.')
  const response = await fetch(`${indexer.replace(/\/$/, '')}${path}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
  })
  const text = await response.text()
  const answer: unknown = text.length > LONGEST ? undefined : JSON.parse(text)
  if (response.ok) return answer
  const said = textOf(fieldsOf(fieldsOf(answer)?.error)?.message)
  throw new IndexError(response.status, said ?? `The index answers ${response.status}.`)
}
