'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { fetchIndex } from './fetchIndex.ts'
import { keys } from './keys.ts'
import { countOf, fieldsOf } from './recordFields.ts'

/** The newest block that the index has read; undefined until it has read one. */
export type IndexState = { block: number | undefined }

/** How the index does: asked every few seconds, where the deployment names one. */
export function useIndex() {
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.index(deployment, 'block'),
    queryFn: async ({ signal }): Promise<IndexState> => {
      const answer = fieldsOf(await fetchIndex(deployment, '/status', { signal }))
      return { block: countOf(fieldsOf(answer?.block)?.number) }
    },
    enabled: deployment.indexer !== undefined,
    refetchInterval: 5_000,
    retry: 1,
  })
}
