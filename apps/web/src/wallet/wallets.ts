/** Wallets, by wagmi. Loaded on first use: nobody needs one to read. */
import type { Deployment } from '@assay/protocol'
import type { AssayClient } from '@assay/sdk'
import type { Config, Connector } from 'wagmi'
import {
  connect,
  disconnect,
  getConnection,
  reconnect,
  switchChain,
  watchConnection,
  watchConnectors,
} from 'wagmi/actions'
import { createChainConfig } from './createChainConfig.ts'
import { DEMO_WALLET_ID } from './demoWallet.ts'
import { openWallet } from './openWallet.ts'
import { recordSends } from './recordSends.ts'
import { NOT_CONNECTED, type WalletState } from './walletState.ts'

/** A wallet that can be chosen. */
export type FoundWallet = {
  id: string
  name: string
  icon: string | undefined
  isDemo: boolean
}

export type Wallets = {
  /** The wallets that announced themselves so far; told again as others do. */
  watch: (onFound: (wallets: readonly FoundWallet[]) => void) => () => void
  connect: (id: string) => Promise<void>
  disconnect: () => Promise<void>
  /** Asks the wallet to switch to the deployment's chain. */
  switchChain: () => Promise<void>
  /** The connected wallet, if it still answers and is on the chain. */
  open: () => Promise<AssayClient>
  recordSends: typeof recordSends
}

/** Finds wallets, and takes up the connection of an earlier visit. */
export function openWallets(
  deployment: Deployment,
  onState: (state: WalletState) => void,
): Wallets {
  const config: Config = createChainConfig(deployment)
  const { chainId } = deployment
  const tell = () => onState(stateOf(getConnection(config)))
  watchConnection(config, { onChange: tell })
  // A wallet that does not answer keeps nobody from choosing another.
  reconnect(config).then(tell, tell)
  const found = (connectors: readonly Connector[]) =>
    connectors.map(({ uid, id, name, icon }) => ({
      id: uid,
      name,
      icon,
      isDemo: id === DEMO_WALLET_ID,
    }))
  return {
    watch(onFound) {
      onFound(found(config.connectors))
      return watchConnectors(config, { onChange: (connectors) => onFound(found(connectors)) })
    },
    async connect(id) {
      const connector = config.connectors.find(({ uid }) => uid === id)
      if (connector === undefined) throw new Error('This wallet is no longer there.')
      await connect(
        config,
        connector.id === DEMO_WALLET_ID ? { connector, chainId } : { connector },
      )
    },
    disconnect: () => disconnect(config),
    async switchChain() {
      await switchChain(config, { chainId })
    },
    open: () => openWallet(config, chainId),
    recordSends,
  }
}

function stateOf({
  address,
  chainId,
  connector,
  status,
}: ReturnType<typeof getConnection>): WalletState {
  if (status !== 'connected' || address === undefined) return NOT_CONNECTED
  return {
    isConnected: true,
    address,
    chainId,
    name: connector?.name.slice(0, 60) ?? 'Wallet',
    isDemo: connector?.id === DEMO_WALLET_ID,
  }
}
