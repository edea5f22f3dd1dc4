'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { fetchIndex } from './fetchIndex.ts'
import { keys } from './keys.ts'
import { countOf, fieldsOf } from './recordFields.ts'
import type { Head } from './useHead.ts'

export type IndexState = {
  /** The newest block that the index has read; undefined until it has read one. */
  block: number | undefined
  /** How many blocks it lacks of those that were there when it was asked; undefined where that is not known. */
  behind: number | undefined
}

/** How the index does: asked every few seconds, where the deployment names one. */
export function useIndex() {
  const deployment = useDeployment()
  const queries = useQueryClient()
  return useQuery({
    queryKey: keys.index(deployment, 'block'),
    queryFn: async ({ signal }): Promise<IndexState> => {
      const head = queries.getQueryData<Head>(keys.head(deployment))?.number
      const answer = fieldsOf(await fetchIndex(deployment, '/status', { signal }))
      const block = countOf(fieldsOf(answer?.block)?.number)
      const behind = head === undefined || block === undefined ? undefined : Number(head) - block
      return { block, behind }
    },
    enabled: deployment.indexer !== undefined,
    refetchInterval: 5_000,
    retry: 1,
  })
}
