import { type Chain, createWalletClient, type Hex, http, numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createConnector } from 'wagmi'

export const LOCAL_CHAIN_ID = 31337
export const DEMO_WALLET_ID = 'assayDemo'

/**
 * The second account of every Hardhat node. The key is printed by each node at start and known to
 * everybody: it is worth nothing anywhere else, which is why it is offered on the local chain alone.
 */
const DEMO_KEY: Hex = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const STORAGE_KEY = 'assay.demo-wallet'

/** A wallet for someone who has none: a publicly known key, on the local chain only. */
export function demoWallet() {
  const account = privateKeyToAccount(DEMO_KEY)
  return createConnector((config) => {
    const chain = config.chains.find(({ id }) => id === LOCAL_CHAIN_ID)
    const client = () => {
      if (chain === undefined) throw new Error('The demo wallet exists on the local chain only.')
      return createWalletClient({ account, chain, transport: http(chain.rpcUrls.default.http[0]) })
    }
    return {
      id: DEMO_WALLET_ID,
      name: 'Demo wallet',
      type: 'demo',
      // The parameter widens the answer's type; this wallet has no capabilities to tell of.
      async connect<withCapabilities extends boolean = false>() {
        client()
        sessionStorage.setItem(STORAGE_KEY, 'connected')
        const accounts = [account.address] as const
        return {
          accounts: accounts as unknown as withCapabilities extends true
            ? readonly { address: typeof account.address; capabilities: Record<string, unknown> }[]
            : typeof accounts,
          chainId: LOCAL_CHAIN_ID,
        }
      },
      async disconnect() {
        sessionStorage.removeItem(STORAGE_KEY)
      },
      async getAccounts() {
        return [account.address]
      },
      async getChainId() {
        return LOCAL_CHAIN_ID
      },
      async getProvider() {
        return {
          request: ({ method, params }: { method: string; params?: unknown }) =>
            method === 'eth_chainId'
              ? Promise.resolve(numberToHex(LOCAL_CHAIN_ID))
              : client().request({ method, params } as Parameters<
                  ReturnType<typeof client>['request']
                >[0]),
        }
      },
      async getClient() {
        return client()
      },
      async isAuthorized() {
        return chain !== undefined && sessionStorage.getItem(STORAGE_KEY) !== null
      },
      async switchChain(): Promise<Chain> {
        if (chain === undefined) throw new Error('The demo wallet exists on the local chain only.')
        return chain
      },
      onAccountsChanged() {},
      onChainChanged() {},
      onDisconnect() {
        config.emitter.emit('disconnect')
      },
    }
  })
}
