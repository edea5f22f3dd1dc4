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
import type { ServiceConfig } from '../config/loadServiceConfig.ts'
import type { ServiceSettings } from '../config/serviceSettings.ts'
import type { Metrics } from '../createMetrics.ts'
import { meteredTransport } from '../meteredTransport.ts'
import { patientTransport } from '../patientTransport.ts'

export type ChainClient = Client<Transport, Chain, Account>

export type CreateChainClientParameters = {
  config: Pick<ServiceConfig<ServiceSettings>, 'rpcUrls' | 'deployment' | 'chain'>
  account: Account
  metrics: Pick<Metrics, 'rpcErrors'>
}

/** A client over one or several endpoints, of which the later ones stand in for the earlier; it counts what fails. */
export function createChainClient(parameters: CreateChainClientParameters): ChainClient {
  const { config, account, metrics } = parameters
  const { rpcUrls, deployment } = config
  const endpoints = rpcUrls.map((url) => http(url, { batch: true, retryCount: 1, timeout: 10_000 }))
  const counted = meteredTransport(
    endpoints.length === 1 ? endpoints[0]! : fallback(endpoints),
    (method) => metrics.rpcErrors.inc({ method }),
  )
  return createClient({
    account,
    cacheTime: 0,
    pollingInterval: config.chain.pollingInterval,
    chain: defineChain({
      id: deployment.chainId,
      name: `chain ${deployment.chainId}`,
      nativeCurrency: { name: 'Coin', symbol: 'COIN', decimals: 18 },
      rpcUrls: { default: { http: rpcUrls } },
    }),
    transport: patientTransport(counted) as Transport,
  })
}
