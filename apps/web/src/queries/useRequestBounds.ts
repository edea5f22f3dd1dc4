'use client'

import type { requests } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** What a deployment's contracts ask of a request for one seat. */
export type RequestBounds = requests.Terms & {
  /** The shortest challenge window (seconds). */
  minWindow: number
}

/** Reads what the deployment's contracts ask of a request. It never changes. */
export function useRequestBounds(): RequestBounds | undefined {
  const read = useReader()
  const deployment = useDeployment()
  const query = useQuery({
    queryKey: keys.bounds(deployment),
    queryFn: async (): Promise<RequestBounds> => {
      const { client, optimisticVerifierAbi, readContract, requests } = await read()
      const [terms, minWindow] = await Promise.all([
        requests.getTerms(client, { deployment }),
        readContract(client, {
          abi: optimisticVerifierAbi,
          address: deployment.verifiers.optimistic,
          functionName: 'minWindow',
        }),
      ])
      return { ...terms, minWindow: Number(minWindow) }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  return query.data
}
