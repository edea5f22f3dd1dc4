'use client'

import type { Check, Job } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

export type Checks = {
  checks: readonly Check[]
  /** When they were computed (Unix seconds, this browser's clock). */
  at: number
}

/** Bytes that the chain does not hold. */
export type GivenBytes = {
  input?: Uint8Array | undefined
  output?: Uint8Array | undefined
  /** Bytes of each output, where there are several. */
  outputLengths?: readonly number[] | undefined
}

/** Recomputes a job's checks in this browser, anew for each state that the job reaches. */
export function useChecks(job: Job | undefined, { input, output, outputLengths }: GivenBytes) {
  const read = useReader()
  const deployment = useDeployment()
  const given = `${input?.length ?? 0} ${output?.length ?? 0} ${outputLengths?.join(' ') ?? ''}`
  return useQuery({
    queryKey: keys.checks(deployment, job, given),
    enabled: job !== undefined,
    queryFn: async (): Promise<Checks> => {
      if (job === undefined) throw new Error('There is no job to check.')
      const { client, jobs } = await read()
      const checks = await jobs.verify(client, {
        deployment,
        jobId: job.id,
        job,
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        ...(outputLengths === undefined ? {} : { outputLengths }),
      })
      return { checks, at: Math.floor(Date.now() / 1_000) }
    },
    retry: false,
    refetchOnWindowFocus: false,
  })
}
