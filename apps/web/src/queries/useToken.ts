'use client'

import { useQuery } from '@tanstack/react-query'
import { erc20Abi } from 'viem'
import { readContract } from 'viem/actions'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'

export type Token = { decimals: number; symbol: string }

/** The token that a deployment's ledger holds: its unit and its places. They never change. */
export function useToken() {
  const client = useReader()
  const { token: address, chainId } = useDeployment()
  return useQuery({
    queryKey: ['token', chainId, address],
    queryFn: async (): Promise<Token> => {
      const [decimals, symbol] = await Promise.all([
        readContract(client, { abi: erc20Abi, address, functionName: 'decimals' }),
        readContract(client, { abi: erc20Abi, address, functionName: 'symbol' }),
      ])
      return { decimals, symbol: symbol.slice(0, 12) }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}
