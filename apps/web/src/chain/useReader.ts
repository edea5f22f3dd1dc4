'use client'

import type { Deployment } from '@assay/protocol'
import type { AssayClient } from '@assay/sdk'
import { useCallback } from 'react'
import { useDeployment } from './DeploymentContext.tsx'

type Library = typeof import('./library.ts')
export type Reader = Library & { client: AssayClient }

const readers = new WeakMap<Deployment, Promise<Reader>>()

async function open(deployment: Deployment): Promise<Reader> {
  const library = await import('./library.ts')
  return { ...library, client: library.createReader(deployment) }
}

/** What reads the deployment's chain: a client, and the functions that take it, loaded when first asked for. */
export function useReader(): () => Promise<Reader> {
  const deployment = useDeployment()
  return useCallback(() => {
    const opened = readers.get(deployment) ?? open(deployment)
    readers.set(deployment, opened)
    // What could not be loaded is asked for again.
    opened.catch(() => readers.delete(deployment))
    return opened
  }, [deployment])
}
