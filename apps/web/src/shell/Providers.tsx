'use client'

import type { Deployment } from '@assay/protocol'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { DeploymentContext, type Settings, SettingsContext } from '../chain/DeploymentContext.tsx'
import { useFollowSent } from '../queries/useFollowSent.ts'
import { ActivityProvider } from '../wallet/ActivityContext.tsx'
import { WalletProvider } from '../wallet/WalletContext.tsx'
import { WalletDialogProvider } from '../wallet/WalletDialog.tsx'
import { useIsEmbedded } from './Surround.tsx'

/** Everything that pages draw from: the deployment, the chain, wallets, what was read, what was done. */
export function Providers({
  deployment,
  settings,
  children,
}: {
  deployment: Deployment
  settings: Settings
  children: ReactNode
}) {
  const isEmbedded = useIsEmbedded()
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: 1, retryDelay: 500, staleTime: 1_000 } },
      }),
  )
  return (
    <QueryClientProvider client={queries}>
      <DeploymentContext.Provider value={deployment}>
        <SettingsContext.Provider value={settings}>
          {isEmbedded ? (
            children
          ) : (
            <WalletProvider>
              <ActivityProvider>
                <FollowSent />
                <WalletDialogProvider>{children}</WalletDialogProvider>
              </ActivityProvider>
            </WalletProvider>
          )}
        </SettingsContext.Provider>
      </DeploymentContext.Provider>
    </QueryClientProvider>
  )
}

/** Goes on waiting for what was sent before a reload. */
function FollowSent() {
  useFollowSent()
  return null
}
