'use client'

import { useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** The demands for bytes of one job's input and outputs, asked again every other second. */
export function useDemands({ jobId, enabled = true }: { jobId: Hex; enabled?: boolean }) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.demands(deployment, jobId),
    queryFn: async () => {
      const { client, demands } = await read()
      return demands.list(client, { deployment, jobId })
    },
    enabled,
    refetchInterval: 2_000,
    retry: false,
  })
}
