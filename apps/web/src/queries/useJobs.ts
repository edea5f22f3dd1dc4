'use client'

import { jobs } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { getBlockNumber } from 'viem/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** Every job of the deployment, newest first, read directly from the chain. */
export function useJobs() {
  const client = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.jobs(deployment),
    queryFn: async () => {
      const block = await getBlockNumber(client, { cacheTime: 0 })
      return { jobs: await jobs.list(client, { deployment }), block }
    },
    refetchInterval: 3_000,
  })
}
