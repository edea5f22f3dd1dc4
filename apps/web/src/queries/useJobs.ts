'use client'

import type { Job } from '@assay/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

type Read = { jobs: readonly Job[]; block: bigint; took: number }

/** Milliseconds. */
const OFTEN = 3_000
/** Of all time, no more than this part is spent on reading. */
const SHARE = 1 / 20

/** Every job of the deployment, newest first, read from the chain. Read again only where there is a new block, and less often the longer it takes. */
export function useJobs() {
  const read = useReader()
  const deployment = useDeployment()
  const queries = useQueryClient()
  const queryKey = keys.jobs(deployment)
  return useQuery({
    queryKey,
    queryFn: async (): Promise<Read> => {
      const { client, getBlockNumber, jobs } = await read()
      const before = queries.getQueryData<Read>(queryKey)
      const block = await getBlockNumber(client, { cacheTime: 0 })
      if (before?.block === block) return before
      const begun = Date.now()
      return { jobs: await jobs.list(client, { deployment }), block, took: Date.now() - begun }
    },
    refetchInterval: ({ state }) => Math.max(OFTEN, (state.data?.took ?? 0) / SHARE),
  })
}
