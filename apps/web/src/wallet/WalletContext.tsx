'use client'

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { NOT_CONNECTED, type WalletState, wasConnected } from './walletState.ts'
import type { Wallets } from './wallets.ts'

type WalletContext = WalletState & {
  /** Everything that can be done with wallets, loaded when it is first asked for. */
  wallets: () => Promise<Wallets>
}

const Context = createContext<WalletContext | undefined>(undefined)

/** Knows the connected wallet. What talks to it is loaded on first use, or after the page where one was connected before. */
export function WalletProvider({ children }: { children: ReactNode }) {
  const deployment = useDeployment()
  const [state, setState] = useState(NOT_CONNECTED)
  const opened = useRef<Promise<Wallets>>(undefined)
  const wallets = useCallback(() => {
    opened.current ??= import('./wallets.ts').then(({ openWallets }) =>
      openWallets(deployment, setState),
    )
    // What could not be loaded is asked for again.
    opened.current.catch(() => {
      opened.current = undefined
    })
    return opened.current
  }, [deployment])
  useEffect(() => {
    if (wasConnected(localStorage, deployment)) void wallets()
  }, [deployment, wallets])
  const value = useMemo(() => ({ ...state, wallets }), [state, wallets])
  return <Context.Provider value={value}>{children}</Context.Provider>
}

/** The connected wallet, and what can be done with wallets. */
export function useWallet(): WalletContext {
  const context = useContext(Context)
  if (context === undefined) throw new Error('useWallet was called outside of WalletProvider.')
  return context
}
