import type { Address } from 'viem'

/** Whether a wallet is connected, and which. */
export type WalletState = {
  isConnected: boolean
  address: Address | undefined
  /** The chain that the wallet is on. */
  chainId: number | undefined
  name: string
  /** Whether it is the demo wallet of the local chain. */
  isDemo: boolean
}

export const NOT_CONNECTED: WalletState = {
  isConnected: false,
  address: undefined,
  chainId: undefined,
  name: '',
  isDemo: false,
}

/** What wagmi's store and its keys in local storage begin with. */
export function walletStoreKey({ chainId }: { chainId: number }): string {
  return `assay.${chainId}`
}

/** Whether a wallet was connected at an earlier visit, so that the connection should be taken up again. */
export function wasConnected(
  store: Pick<Storage, 'getItem'>,
  deployment: { chainId: number },
): boolean {
  const text = store.getItem(`${walletStoreKey(deployment)}.store`)
  if (text === null) return false
  try {
    const stored: { state?: { current?: unknown } } | null = JSON.parse(text)
    return typeof stored?.state?.current === 'string'
  } catch {
    // What this page did not write is no connection.
    return false
  }
}
