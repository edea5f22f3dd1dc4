'use client'

import { storeOf } from '@assay/sdk'
import { useQueries } from '@tanstack/react-query'
import { useDeployment, useSettings } from '../chain/DeploymentContext.tsx'
import { keys } from './keys.ts'
import { useModels } from './useModels.ts'

/** How long a store may take (milliseconds). */
const TIMEOUT = 5_000

/** The addresses that these pages read bytes from, each asked every few seconds whether it answers at all. */
export function useStores() {
  const deployment = useDeployment()
  const { store } = useSettings()
  const named = (useModels().data ?? []).map((model) => storeOf(model))
  const urls = [...new Set([store, ...named].filter((url) => url !== undefined))].sort()
  return useQueries({
    queries: urls.map((url) => ({
      queryKey: keys.store(deployment, url),
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        // Any answer shows that it is there, also one that another site may not read.
        await fetch(`${url.replace(/\/$/, '')}/health`, {
          mode: 'no-cors',
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
        })
        return url
      },
      refetchInterval: 10_000,
      retry: false,
    })),
    combine: (answers) =>
      answers.map(({ isError, isPending, errorUpdateCount, dataUpdatedAt }, index) => ({
        ...{ url: urls[index] ?? '', isPending, answeredAt: dataUpdatedAt },
        // A query that never had an answer forgets its error while it is asked again.
        isError: isError || (isPending && errorUpdateCount > 0),
      })),
  })
}
