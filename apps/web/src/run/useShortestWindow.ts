'use client'

import { optimisticVerifierAbi } from '@assay/protocol'
import { useQuery } from '@tanstack/react-query'
import { readContract } from 'viem/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'

/** The shortest challenge window that the deployment's optimistic verifier takes (seconds). */
export function useShortestWindow() {
  const client = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: ['window', deployment.chainId, deployment.verifiers.optimistic],
    queryFn: async () =>
      Number(
        await readContract(client, {
          abi: optimisticVerifierAbi,
          address: deployment.verifiers.optimistic,
          functionName: 'minWindow',
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
