'use client'

import type { AssayClient } from '@assay/sdk'
import { useMemo } from 'react'
import { usePublicClient } from 'wagmi'
import { useDeployment } from './DeploymentContext.tsx'

/** A client that reads the deployment's chain, with or without a wallet. */
export function useReader(): AssayClient {
  const { chainId } = useDeployment()
  const client = usePublicClient({ chainId })
  return useMemo(() => {
    if (client === undefined) throw new Error(`Chain ${chainId} is not configured.`)
    return client as AssayClient
  }, [client, chainId])
}
