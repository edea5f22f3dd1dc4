'use client'

import type { requests } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** What a deployment's contracts ask of a request for one seat. */
export type RequestBounds = requests.Terms

/** Reads what the deployment's contracts ask of a request. It never changes. */
export function useRequestBounds(): RequestBounds | undefined {
  const read = useReader()
  const deployment = useDeployment()
  const query = useQuery({
    queryKey: keys.bounds(deployment),
    queryFn: async () => {
      const { client, requests } = await read()
      return requests.getTerms(client, { deployment })
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  return query.data
}
