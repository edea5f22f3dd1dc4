'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { fetchIndex, IndexError } from './fetchIndex.ts'
import { keys } from './keys.ts'
import { type Fields, fieldsOf } from './recordFields.ts'

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
  return useQuery({
    queryKey: keys.record(deployment, path),
    queryFn: async ({ signal }): Promise<Fields> => {
      const answer = fieldsOf(await fetchIndex(deployment, path ?? '', { signal }))
      if (answer === undefined)
        throw new IndexError(0, 'The index gives an answer of another form.')
      return answer
    },
    enabled: path !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 4_000,
    retry: (count, error) => count < 1 && !(error instanceof IndexError && error.status >= 400),
  })
}
