'use client'

import { useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { hasEnded } from '../display/hasEnded.ts'
import { keys } from './keys.ts'

/** One job as the chain tells it, asked again every second until it has ended. */
export function useJob(jobId: Hex) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.job(deployment, jobId),
    queryFn: async () => {
      const { client, jobs } = await read()
      return jobs.get(client, { deployment, jobId })
    },
    refetchInterval: ({ state }) =>
      state.data !== undefined && hasEnded(state.data.state) ? 15_000 : 1_000,
    retry: false,
  })
}
