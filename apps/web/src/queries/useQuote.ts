'use client'

import type { Quote, requests } from '@assay/sdk'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { zeroAddress } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { useWallet } from '../wallet/WalletContext.tsx'
import { keys } from './keys.ts'

/** What is asked of requests.prepare beside the input and the requester. */
export type QuotedTerms = Omit<requests.PrepareParameters, 'deployment' | 'input' | 'requester'>

/** What a request with these terms costs and promises. It does not depend on the input, only on its size. */
export function useQuote(
  terms: QuotedTerms | undefined,
  { inputBytes }: { inputBytes: number },
): Quote | undefined {
  const read = useReader()
  const deployment = useDeployment()
  // Without an account the terms are the same, and nothing is compared with balances.
  const { address: requester = zeroAddress } = useWallet()
  const query = useQuery({
    queryKey: keys.quote(deployment, requester, plain(terms)),
    enabled: terms !== undefined,
    queryFn: async () => {
      if (terms === undefined) throw new Error('There is nothing to quote.')
      const { client, requests } = await read()
      const input = new Uint8Array(inputBytes)
      return (await requests.prepare(client, { deployment, requester, input, ...terms })).quote
    },
    placeholderData: keepPreviousData,
    refetchInterval: 4_000,
  })
  return terms === undefined ? undefined : query.data
}

/** As text, since keys of queries take no large numbers. */
function plain(terms: QuotedTerms | undefined): string {
  return JSON.stringify(terms ?? null, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
