'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { useWallet } from '../wallet/WalletContext.tsx'
import { keys } from './keys.ts'

/** What the connected account has: free and locked in the ledger, in its wallet, and ether for gas. */
export function useFunds() {
  const read = useReader()
  const deployment = useDeployment()
  const { address } = useWallet()
  return useQuery({
    queryKey: keys.funds(deployment, address),
    enabled: address !== undefined,
    queryFn: async () => {
      if (address === undefined) throw new Error('No account is connected.')
      const { client, balances, getBalance } = await read()
      const [balance, token, ether] = await Promise.all([
        balances.get(client, { deployment, address }),
        balances.getToken(client, { deployment }),
        getBalance(client, { address }),
      ])
      return { ...balance, ...token, ether }
    },
    refetchInterval: 4_000,
  })
}
