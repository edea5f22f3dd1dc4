'use client'

import { useQuery } from '@tanstack/react-query'
import type { Address, Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { fetchIndex, IndexError } from './fetchIndex.ts'
import { keys } from './keys.ts'

/** More receipts are not asked for in one look. */
const MOST_RECEIPTS = 100

/** What any account has: free and locked in the ledger, in its wallet, and the chain's coin; all at one block. */
export function useMoneyOf(address: Address | undefined) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: [...keys.funds(deployment, address), 'any'],
    enabled: address !== undefined,
    queryFn: async () => {
      if (address === undefined) throw new Error('No account is named.')
      const { client, balances, getBalance } = await read()
      const [balance, token, coin] = await Promise.all([
        balances.get(client, { deployment, address }),
        balances.getToken(client, { deployment }),
        getBalance(client, { address }),
      ])
      return { ...balance, ...token, coin }
    },
    refetchInterval: 4_000,
  })
}

/** A question to the index about one account; `read` checks the answer. */
export function useIndexOf<Answer>(
  subject: string,
  address: Address | undefined,
  path: (address: Address) => string,
  read: (json: unknown) => Answer,
  body?: (address: Address) => unknown,
) {
  const deployment = useDeployment()
  return useQuery({
    queryKey: [...keys.index(deployment, subject), address],
    enabled: address !== undefined,
    // That there is no such thing is an answer too, which a query may not give by itself.
    queryFn: async ({ signal }): Promise<{ answer: Answer }> => {
      if (address === undefined) throw new Error('No account is named.')
      const question = body === undefined ? { signal } : { signal, body: body(address) }
      return { answer: read(await askOrNone(deployment, path(address), question)) }
    },
    select: ({ answer }) => answer,
    refetchInterval: 4_000,
    retry: 1,
  })
}

/** What the newest transactions of a list cost in gas, and whether the account sent them itself. */
export function useGasOf(address: Address | undefined, transactions: readonly Hex[]) {
  const read = useReader()
  const deployment = useDeployment()
  const asked = [...new Set(transactions)].slice(0, MOST_RECEIPTS)
  return useQuery({
    queryKey: [...keys.index(deployment, 'gasOf'), address, asked.join()],
    enabled: address !== undefined,
    queryFn: async () => {
      const { client, getTransactionReceipt } = await read()
      return Promise.all(
        asked.map(async (hash) => {
          const { from, gasUsed, effectiveGasPrice } = await getTransactionReceipt(client, { hash })
          const isOwn = from.toLowerCase() === address?.toLowerCase()
          return { hash, cost: gasUsed * effectiveGasPrice, isOwn }
        }),
      )
    },
    // What a receipt says never changes.
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
}

/** Undefined where the index knows no such thing. */
async function askOrNone(...question: Parameters<typeof fetchIndex>): Promise<unknown> {
  try {
    return await fetchIndex(...question)
  } catch (error) {
    if (error instanceof IndexError && error.status === 404) return undefined
    throw error
  }
}
