'use client'

import { balances } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { getBalance as getEther } from 'viem/actions'
import { useConnection } from 'wagmi'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** What the connected account has: free and locked in the ledger, in its wallet, and ether for gas. */
export function useFunds() {
  const client = useReader()
  const deployment = useDeployment()
  const { address } = useConnection()
  return useQuery({
    queryKey: keys.funds(deployment, address),
    enabled: address !== undefined,
    queryFn: async () => {
      if (address === undefined) throw new Error('No account is connected.')
      const [balance, token, ether] = await Promise.all([
        balances.get(client, { deployment, address }),
        balances.getToken(client, { deployment }),
        getEther(client, { address }),
      ])
      return { ...balance, ...token, ether }
    },
    refetchInterval: 4_000,
  })
}
