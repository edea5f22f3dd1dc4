'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'
import { useJobs } from './useJobs.ts'

export type GasEstimate = { gas: bigint; cost: bigint }

/**
 * What posting a request will cost in gas: as much as the last posted request took, at today's price. The transaction itself cannot be
 * estimated before its permit is signed. Undefined where nobody has posted yet.
 */
export function useGasEstimate() {
  const read = useReader()
  const deployment = useDeployment()
  const [last] = useJobs().data?.jobs ?? []
  const posted = last?.steps.find(({ kind }) => kind === 'posted')?.transactionHash
  return useQuery({
    queryKey: keys.gas(deployment),
    enabled: posted !== undefined,
    queryFn: async (): Promise<GasEstimate | null> => {
      if (posted === undefined) return null
      const { client, getGasPrice, getTransactionReceipt } = await read()
      const [receipt, price] = await Promise.all([
        getTransactionReceipt(client, { hash: posted }),
        getGasPrice(client),
      ])
      return { gas: receipt.gasUsed, cost: receipt.gasUsed * price }
    },
    staleTime: 60_000,
  })
}
