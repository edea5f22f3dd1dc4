import { defineChain } from 'viem'
import { createConfig, createStorage, http } from 'wagmi'
import { demoWallet, LOCAL_CHAIN_ID } from './demoWallet.ts'
import type { WebDeployment } from './parseDeployment.ts'

/** The chain as wallets are told of it. */
export function chainOf({ chainId, rpcUrl }: WebDeployment) {
  const local = chainId === LOCAL_CHAIN_ID
  return defineChain({
    id: chainId,
    name: local ? 'Assay local' : `Chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: local,
  })
}

/** wagmi's configuration for one deployment: its chain, wallets announced by EIP-6963 and, on the local chain, the demo wallet. */
export function createChainConfig(deployment: WebDeployment) {
  const chain = chainOf(deployment)
  return createConfig({
    chains: [chain],
    connectors: chain.id === LOCAL_CHAIN_ID ? [demoWallet()] : [],
    multiInjectedProviderDiscovery: true,
    storage: createStorage({
      key: `assay.${chain.id}`,
      ...(typeof window === 'undefined' ? {} : { storage: window.localStorage }),
    }),
    ssr: true,
    transports: {
      [chain.id]: http(deployment.rpcUrl, { retryCount: 1, retryDelay: 300, timeout: 8_000 }),
    },
    pollingInterval: 1_000,
  })
}
