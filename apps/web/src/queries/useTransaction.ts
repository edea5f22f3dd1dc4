'use client'

import { useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** The receipt of a transaction that is known to be in a block. */
export function useTransaction(hash: Hex) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.receipt(deployment, hash),
    queryFn: async () => {
      const { client, getTransactionReceipt } = await read()
      return getTransactionReceipt(client, { hash })
    },
    staleTime: 60_000,
  })
}
