'use client'

import { marketAbi } from '@assay/protocol'
import type { Job } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { BaseError, ContractFunctionRevertedError } from 'viem'
import { simulateContract } from 'viem/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { awaitsVerdict } from './jobActions.ts'

/** Whether the verifier has decided, or until when it surely has not (Unix seconds; zero where it does not say). */
export type VerdictStanding = { decided: true } | { decided: false; until: number }

/** Asks the market what it would do if the verdict were asked for now. Any method’s verifier answers that. */
export function useVerdict(job: Job) {
  const client = useReader()
  const { market, chainId } = useDeployment()
  return useQuery({
    queryKey: ['verdict', chainId, market, job.id],
    queryFn: async (): Promise<VerdictStanding> => {
      try {
        await simulateContract(client, {
          abi: marketAbi,
          address: market,
          functionName: 'finalize',
          args: [job.request, '0x'],
          blockTag: 'pending',
        })
        return { decided: true }
      } catch (error) {
        const until = pendingUntil(error)
        if (until === undefined) throw error
        return { decided: false, until: Number(until) }
      }
    },
    enabled: awaitsVerdict(job),
    refetchInterval: 2_000,
    retry: false,
  })
}

function pendingUntil(error: unknown): bigint | undefined {
  const reverted =
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (!(reverted instanceof ContractFunctionRevertedError)) return undefined
  const { errorName, args } = reverted.data ?? {}
  return errorName === 'VerdictPending' && typeof args?.[1] === 'bigint' ? args[1] : undefined
}
