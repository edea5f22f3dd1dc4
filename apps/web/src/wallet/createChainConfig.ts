import type { Deployment } from '@assay/protocol'
import { createConfig, createStorage, http, webSocket } from 'wagmi'
import { chainOf, LOCAL_CHAIN_ID } from '../chain/chainOf.ts'
import { demoWallet } from './demoWallet.ts'
import { walletStoreKey } from './walletState.ts'

/** wagmi's configuration for one deployment: its chain, wallets announced by EIP-6963 and, on the local chain, the demo wallet. */
export function createChainConfig(deployment: Deployment) {
  const chain = chainOf(deployment)
  const transport = deployment.rpcUrl.startsWith('ws') ? webSocket : http
  return createConfig({
    chains: [chain],
    connectors: chain.id === LOCAL_CHAIN_ID ? [demoWallet(deployment)] : [],
    multiInjectedProviderDiscovery: true,
    storage: createStorage({
      key: walletStoreKey(deployment),
      ...(typeof window === 'undefined' ? {} : { storage: window.localStorage }),
    }),
    transports: {
      [chain.id]: transport(deployment.rpcUrl, { retryCount: 1, retryDelay: 300, timeout: 8_000 }),
    },
    pollingInterval: 1_000,
  })
}
