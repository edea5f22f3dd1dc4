'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

export type Token = { decimals: number; symbol: string }

/** The token that a deployment's ledger holds: its unit and its places. They never change. */
export function useToken() {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.token(deployment),
    queryFn: async (): Promise<Token> => {
      const { client, balances } = await read()
      const { decimals, symbol } = await balances.getToken(client, { deployment })
      return { decimals, symbol: symbol.slice(0, 12) }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}
