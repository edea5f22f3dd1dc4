import {
  type Account,
  type Chain,
  type Client,
  createClient,
  defineChain,
  fallback,
  http,
  type Transport,
} from 'viem'
import { meteredTransport } from '../meteredTransport.ts'

export type ChainClient = Client<Transport, Chain, Account>

export type CreateChainClientParameters = {
  rpcUrls: readonly string[]
  chainId: number
  account: Account
  pollingInterval: number
  onFailure: (method: string, error: unknown) => void
}

/** A client over one or several endpoints, of which the later ones stand in for the earlier. */
export function createChainClient(parameters: CreateChainClientParameters): ChainClient {
  const { rpcUrls, chainId, account, pollingInterval, onFailure } = parameters
  const endpoints = rpcUrls.map((url) => http(url, { batch: true, retryCount: 1, timeout: 10_000 }))
  return createClient({
    account,
    cacheTime: 0,
    pollingInterval,
    chain: defineChain({
      id: chainId,
      name: `chain ${chainId}`,
      nativeCurrency: { name: 'Coin', symbol: 'COIN', decimals: 18 },
      rpcUrls: { default: { http: rpcUrls } },
    }),
    transport: meteredTransport(
      endpoints.length === 1 ? endpoints[0]! : fallback(endpoints),
      onFailure,
    ) as Transport,
  })
}
