'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { keys } from './keys.ts'
import { type Fields, fieldsOf } from './recordFields.ts'

/** How long an index may take (milliseconds), and how much it may say (characters). */
const TIMEOUT = 10_000
const LONGEST = 8_000_000

/** The index answered, and what it says is not what was asked for. */
export class RecordError extends Error {
  /** The HTTP status; 0 where no index answers. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'RecordError'
    this.status = status
  }
}

/** Where a route of the index is; undefined where the deployment has none. */
export function useRecordUrl(path: string): string | undefined {
  const { indexer } = useDeployment()
  return indexer === undefined ? undefined : `${indexer.replace(/\/$/, '')}${path}`
}

/**
 * What a route of the index answers, read again as the chain goes on. Nothing in it is trusted: see `recordFields.ts`.
 *
 * @param path undefined to ask for nothing
 */
export function useRecord(path: string | undefined) {
  const deployment = useDeployment()
  const url = useRecordUrl(path ?? '')
  return useQuery({
    queryKey: keys.record(deployment, path),
    queryFn: async ({ signal }): Promise<Fields> => {
      if (url === undefined) throw new RecordError(0, 'This deployment has no index.')
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      })
      const text = await response.text()
      const answer = text.length > LONGEST ? undefined : fieldsOf(JSON.parse(text))
      if (!response.ok) {
        const said = fieldsOf(answer?.error)?.message
        throw new RecordError(
          response.status,
          typeof said === 'string' ? said.slice(0, 300) : `The index answers ${response.status}.`,
        )
      }
      if (answer === undefined)
        throw new RecordError(0, 'The index gives an answer of another form.')
      return answer
    },
    enabled: path !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 4_000,
    retry: (count, error) => count < 1 && !(error instanceof RecordError && error.status >= 400),
  })
}
