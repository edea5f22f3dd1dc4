'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { keys } from './keys.ts'

/** How long an index may take (milliseconds). */
const TIMEOUT = 5_000

/** The newest block that the index has read; undefined until it has read one. */
export type IndexState = { block: number | undefined }

/** How the index does: asked every few seconds, where the deployment names one. */
export function useIndex() {
  const deployment = useDeployment()
  const { indexer } = deployment
  return useQuery({
    queryKey: keys.index(deployment),
    queryFn: async ({ signal }): Promise<IndexState> => {
      const response = await fetch(`${indexer?.replace(/\/$/, '')}/status`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      })
      if (!response.ok) throw new Error(`The index answers ${response.status}.`)
      const { block } = (await response.json()) as { block?: { number?: unknown } | null }
      return { block: typeof block?.number === 'number' ? block.number : undefined }
    },
    enabled: indexer !== undefined,
    refetchInterval: 5_000,
    retry: 1,
  })
}
