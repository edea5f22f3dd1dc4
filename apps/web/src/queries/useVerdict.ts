'use client'

import { causesOf, type Job } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import type { ContractFunctionRevertedError, Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'
import { awaitsVerdict, outputsToSettleWith } from './settlement.ts'

export type VerdictStanding =
  /** The verifier has decided; `output` is what the settlement has to carry for the request's contract, or '0x'. */
  | { decided: true; output: Hex }
  /** Until when it surely has not decided (Unix seconds; zero where it does not say). */
  | { decided: false; until: number }

/** Asks the market what it would do if the job were settled now. Any method’s verifier answers that. */
export function useVerdict(job: Job) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.verdict(deployment, job),
    queryFn: async (): Promise<VerdictStanding> => {
      const { client, marketCalls, simulateContract } = await read()
      let mismatch: unknown
      // Which of several outputs is accepted shows when the market takes its bytes.
      for (const output of outputsToSettleWith(job)) {
        const call = marketCalls.finalize(deployment, { request: job.request, output })
        try {
          await simulateContract(client, { ...call, blockTag: 'pending' })
          return { decided: true, output }
        } catch (error) {
          const { errorName, args } = revertOf(error)
          if (errorName === 'VerdictPending' && typeof args?.[1] === 'bigint')
            return { decided: false, until: Number(args[1]) }
          if (errorName !== 'RootMismatch') throw error
          mismatch = error
        }
      }
      throw mismatch
    },
    enabled: awaitsVerdict(job),
    refetchInterval: 2_000,
    retry: false,
  })
}

function revertOf(error: unknown): { errorName?: string; args?: readonly unknown[] } {
  const reverted = [...causesOf(error)].find(
    (cause): cause is ContractFunctionRevertedError =>
      cause instanceof Error && cause.name === 'ContractFunctionRevertedError',
  )
  const { errorName, args } = reverted?.data ?? {}
  return {
    ...(errorName === undefined ? {} : { errorName }),
    ...(args === undefined ? {} : { args }),
  }
}
