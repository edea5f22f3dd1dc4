import type { Deployment } from '@assay/protocol'

/** How long an index may take (milliseconds). */
const TIMEOUT = 5_000

/** The index of a deployment does not answer, or there is none. */
export class IndexError extends Error {
  override readonly name = 'IndexError'
}

/** Asks the index. Undefined where it knows no such thing; what it says is checked by who asked. */
export async function fetchIndex(
  { indexer }: Deployment,
  path: string,
  { signal, body }: { signal: AbortSignal; body?: unknown },
): Promise<unknown> {
  if (indexer === undefined) throw new IndexError('This deployment has no index.')
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
  if (response.status === 404) return undefined
  if (!response.ok) throw new IndexError(`The index answers ${response.status}.`)
  return response.json()
}
