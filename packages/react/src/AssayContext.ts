import type { AssayActions, AssayClient } from '@assay/sdk'
import { createContext, createElement, type ReactNode, useContext } from 'react'

/** A viem client with Assay's actions: `createWalletClient(…).extend(assayActions(deployment))`. */
export type AssayReactClient = AssayClient & AssayActions

const AssayContext = createContext<AssayReactClient | undefined>(undefined)

/** Gives the hooks below it their client. It stands below a QueryClientProvider of TanStack Query. */
export function AssayProvider({
  client,
  children,
}: {
  client: AssayReactClient
  children?: ReactNode
}): ReactNode {
  return createElement(AssayContext.Provider, { value: client }, children)
}

/**
 * The client of the nearest AssayProvider.
 *
 * @throws Error where there is none
 */
export function useAssayClient(): AssayReactClient {
  const client = useContext(AssayContext)
  if (client === undefined)
    throw new Error('This hook has no client. Put an AssayProvider above the component.')
  return client
}
