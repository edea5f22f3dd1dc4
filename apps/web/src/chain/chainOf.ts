import type { Deployment } from '@assay/protocol'
import { defineChain } from 'viem'

/** Hardhat's node and its like: a chain on this machine, whose money is worth nothing. */
export const LOCAL_CHAIN_ID = 31337

/** The chain of a deployment as wallets are told of it. */
export function chainOf({ chainId, rpcUrl }: Pick<Deployment, 'chainId' | 'rpcUrl'>) {
  const local = chainId === LOCAL_CHAIN_ID
  return defineChain({
    id: chainId,
    name: local ? 'Assay local' : `Chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: local,
  })
}
