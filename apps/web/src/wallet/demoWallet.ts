import type { Deployment } from '@assay/protocol'
import { type Address, createWalletClient, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createConnector } from 'wagmi'
import { chainOf, LOCAL_CHAIN_ID } from '../chain/chainOf.ts'

export const DEMO_WALLET_ID = 'assayDemo'

/**
 * The second account of every Hardhat node. The key is printed by each node at start and known to
 * everybody: it is worth nothing anywhere else, which is why it is offered only on the local chain.
 */
const DEMO_KEY: Hex = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const STORAGE_KEY = 'assay.demo-wallet'

/** The demo account, ready to sign. Throws anywhere but on the local chain. */
export function demoClient({ chainId, rpcUrl }: Pick<Deployment, 'chainId' | 'rpcUrl'>) {
  if (chainId !== LOCAL_CHAIN_ID) throw new Error('The demo wallet exists on the local chain only.')
  return createWalletClient({
    account: privateKeyToAccount(DEMO_KEY),
    chain: chainOf({ chainId, rpcUrl }),
    transport: http(rpcUrl),
    pollingInterval: 250,
  })
}

/** A wallet for someone who has none: a publicly known key, on the local chain only. */
export function demoWallet(deployment: Pick<Deployment, 'chainId' | 'rpcUrl'>) {
  const client = demoClient(deployment)
  const { address } = client.account
  return createConnector((config) => ({
    id: DEMO_WALLET_ID,
    name: 'Demo wallet',
    type: 'demo',
    async connect<withCapabilities extends boolean = false>() {
      sessionStorage.setItem(STORAGE_KEY, 'connected')
      const accounts = [address] as const
      return {
        // The parameter widens the answer's type; this wallet has no capabilities to tell of.
        accounts: accounts as unknown as withCapabilities extends true
          ? readonly { address: Address; capabilities: Record<string, unknown> }[]
          : typeof accounts,
        chainId: LOCAL_CHAIN_ID,
      }
    },
    async disconnect() {
      sessionStorage.removeItem(STORAGE_KEY)
    },
    async getAccounts() {
      return [address]
    },
    async getChainId() {
      return LOCAL_CHAIN_ID
    },
    async getProvider() {
      return client
    },
    async getClient() {
      return client
    },
    async isAuthorized() {
      return sessionStorage.getItem(STORAGE_KEY) !== null
    },
    async switchChain() {
      return client.chain
    },
    onAccountsChanged() {},
    onChainChanged() {},
    onDisconnect() {
      config.emitter.emit('disconnect')
    },
  }))
}
