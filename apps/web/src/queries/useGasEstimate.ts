'use client'

import { jobs } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { getGasPrice, getTransactionReceipt } from 'viem/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

export type GasEstimate = { gas: bigint; cost: bigint }

/**
 * What posting a request will cost in gas: as much as the last posted request took, at today's price. The transaction itself can't be
 * estimated before its permit is signed. Undefined where nobody has posted yet.
 */
export function useGasEstimate() {
  const client = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.gas(deployment),
    queryFn: async (): Promise<GasEstimate | null> => {
      const [last] = await jobs.list(client, { deployment })
      const posted = last?.steps.find(({ kind }) => kind === 'posted')
      if (posted === undefined) return null
      const [receipt, price] = await Promise.all([
        getTransactionReceipt(client, { hash: posted.transactionHash }),
        getGasPrice(client),
      ])
      return { gas: receipt.gasUsed, cost: receipt.gasUsed * price }
    },
    staleTime: 60_000,
  })
}
