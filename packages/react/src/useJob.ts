import type { Job } from '@assay/sdk'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useAssayClient } from './AssayContext.ts'

const ENDS: ReadonlySet<Job['state']> = new Set([
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
])

/** Reads a job with its whole story, again and again until it has ended. Nothing is read while there is no id. */
export function useJob({ jobId }: { jobId: Hex | undefined }): UseQueryResult<Job> {
  const client = useAssayClient()
  return useQuery({
    queryKey: ['assay', client.uid, 'job', jobId],
    enabled: jobId !== undefined,
    queryFn: () => client.jobs.get({ jobId: jobId! }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && ENDS.has(data.state) ? false : client.pollingInterval,
  })
}
