'use client'

import type { Deployment } from '@assay/protocol'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { WagmiProvider } from 'wagmi'
import { DeploymentContext } from '../chain/DeploymentContext.tsx'
import { useFollowSent } from '../queries/useFollowSent.ts'
import { ActivityProvider } from '../wallet/ActivityContext.tsx'
import { createChainConfig } from '../wallet/createChainConfig.ts'
import { WalletDialogProvider } from '../wallet/WalletDialog.tsx'

/** Everything that pages draw from: the deployment, the chain, wallets, what was read, what was done. */
export function Providers({
  deployment,
  children,
}: {
  deployment: Deployment
  children: ReactNode
}) {
  const [config] = useState(() => createChainConfig(deployment))
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: 1, retryDelay: 500, staleTime: 1_000 } },
      }),
  )
  return (
    <WagmiProvider config={config}>
      <QueryClientProvider client={queries}>
        <DeploymentContext.Provider value={deployment}>
          <ActivityProvider>
            <FollowSent />
            <WalletDialogProvider>{children}</WalletDialogProvider>
          </ActivityProvider>
        </DeploymentContext.Provider>
      </QueryClientProvider>
    </WagmiProvider>
  )
}

/** Goes on waiting for what was sent before a reload. */
function FollowSent() {
  useFollowSent()
  return null
}
