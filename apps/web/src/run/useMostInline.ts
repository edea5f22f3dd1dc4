'use client'

import { marketAbi } from '@assay/protocol'
import { useQuery } from '@tanstack/react-query'
import { readContract } from 'viem/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'

/** How many input bytes the market takes inside a request. */
export function useMostInline(): number | undefined {
  const client = useReader()
  const { market, chainId } = useDeployment()
  const query = useQuery({
    queryKey: ['most-inline', chainId, market],
    queryFn: async () =>
      Number(
        await readContract(client, { abi: marketAbi, address: market, functionName: 'MAX_INLINE' }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return query.data
}
